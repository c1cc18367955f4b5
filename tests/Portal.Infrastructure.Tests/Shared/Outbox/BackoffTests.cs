using Portal.Infrastructure.Shared.Outbox;
using Xunit;

namespace Portal.Infrastructure.Tests.Shared.Outbox;

public sealed class BackoffTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(5, 16)]
    [InlineData(12, 2_048)]
    [InlineData(13, 3_600)]
    [InlineData(1_000, 3_600)]
    public void The_ceiling_doubles_from_a_second_to_an_hour(int failed, int seconds)
    {
        Assert.Equal(TimeSpan.FromSeconds(seconds), Backoff.Ceiling(failed));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.5, 8)]
    [InlineData(1, 16)]
    public void The_wait_is_any_share_of_the_ceiling(double share, int seconds)
    {
        Assert.Equal(TimeSpan.FromSeconds(seconds), Backoff.After(5, share));
    }
}
