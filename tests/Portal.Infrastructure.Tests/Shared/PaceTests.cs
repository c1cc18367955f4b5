using Portal.Infrastructure.Shared;
using Xunit;

namespace Portal.Infrastructure.Tests.Shared;

public sealed class PaceTests
{
    private readonly Pace pace = new(TimeProvider.System);

    [Fact]
    public async Task A_batch_that_is_not_full_was_the_last_one()
    {
        Assert.False(await pace.GoesOn(pace.Batch - 1, default));
    }

    [Fact]
    public async Task A_full_batch_is_followed_by_another()
    {
        Assert.True(await pace.GoesOn(pace.Batch, default));
    }

    [Fact]
    public async Task Whoever_is_far_behind_takes_larger_batches()
    {
        var small = pace.Batch;
        for (var rows = 0; rows < 3_000; rows += small) Assert.True(await pace.GoesOn(small, default));
        Assert.True(pace.Batch >= 10 * small);
    }

    [Fact]
    public async Task A_rest_ends_when_the_node_stops()
    {
        using var stopping = new CancellationTokenSource();
        await stopping.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await pace.GoesOn(pace.Batch, stopping.Token));
    }
}
