using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Infrastructure.Shared;
using Portal.Infrastructure.Shared.Database;
using Portal.Testing.Database;
using Portal.Testing.Time;
using Xunit;

namespace Portal.Infrastructure.Tests.Shared;

public sealed class LeasesTests(PortalDatabase database) : IClassFixture<PortalDatabase>, IAsyncLifetime
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(10);
    private readonly ServiceProvider one = TestServices.Build(database);
    private readonly ServiceProvider other = TestServices.Build(database);
    private readonly string name = "test-" + Guid.CreateVersion7();

    private Leases One => one.GetRequiredService<Leases>();

    private Leases Other => other.GetRequiredService<Leases>();

    [Fact]
    public async Task One_node_at_a_time_has_a_lease()
    {
        Assert.NotNull(await One.Take(name, Long, default));
        Assert.Null(await Other.Take(name, Long, default));
    }

    [Fact]
    public async Task Renewing_keeps_the_fence()
    {
        var first = await One.Take(name, Long, default);
        Assert.Equal(first, await One.Take(name, Long, default));
    }

    [Fact]
    public async Task A_lease_that_was_not_renewed_goes_to_another_node_under_a_greater_fence()
    {
        var first = await One.Take(name, TimeSpan.Zero, default);
        var second = await Other.Take(name, Long, default);
        Assert.NotNull(first);
        Assert.NotNull(second);
        Assert.True(second.Fence > first.Fence);
        Assert.False(await Holds(One, one, first));
        Assert.True(await Holds(Other, other, second));
    }

    [Fact]
    public async Task A_released_lease_is_free_at_once()
    {
        await One.Release((await One.Take(name, Long, default))!, default);
        Assert.NotNull(await Other.Take(name, Long, default));
    }

    [Fact]
    public async Task A_late_release_takes_nothing_from_the_next_holder()
    {
        var late = (await One.Take(name, TimeSpan.Zero, default))!;
        await Other.Take(name, Long, default);
        await One.Release(late, default);
        Assert.Null(await One.Take(name, Long, default));
    }

    [Fact]
    public async Task Nobody_takes_a_lease_over_while_its_holder_writes_under_it()
    {
        var lease = (await One.Take(name, TimeSpan.Zero, default))!;
        await using var context = await one.GetRequiredService<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync();
        await using var transaction = await context.Database.BeginTransactionAsync();
        Assert.True(await One.Holds(context, lease, default));

        var taking = Other.Take(name, Long, default);
        await Until.True(() => database.IsAnybodyWaitingForALock());
        Assert.False(taking.IsCompleted);
        await transaction.CommitAsync();
        Assert.NotNull(await taking);
    }

    [Fact]
    public async Task Of_many_nodes_that_ask_at_once_one_gets_it()
    {
        var nodes = Enumerable.Range(0, 8).Select(_ => TestServices.Build(database)).ToList();
        var taken = await Task.WhenAll(nodes.Select(node => node.GetRequiredService<Leases>().Take(name, Long, default)));
        Assert.Single(taken, lease => lease is not null);
        foreach (var node in nodes) await node.DisposeAsync();
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await one.DisposeAsync();
        await other.DisposeAsync();
    }

    private static async Task<bool> Holds(Leases leases, ServiceProvider services, Lease lease)
    {
        await using var context = await services.GetRequiredService<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync();
        await using var transaction = await context.Database.BeginTransactionAsync();
        return await leases.Holds(context, lease, default);
    }
}
