using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Infrastructure.Shared;
using Portal.Infrastructure.Shared.Database;
using Portal.Testing.Database;
using Portal.Testing.Shared;
using Xunit;

namespace Portal.Infrastructure.Tests.Shared;

public sealed class LeasesTests(PortalDatabase database) : IClassFixture<PortalDatabase>
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(30);
    private readonly TestClock clock = new();
    private readonly string name = "test-" + Guid.CreateVersion7().ToString("N");

    [Fact]
    public async Task Of_many_takers_at_once_exactly_one_has_it()
    {
        await using var services = Services();
        var nodes = Enumerable.Range(0, 10).Select(_ => Node(services)).ToList();
        var leases = await Task.WhenAll(nodes.Select(node => Task.Run(() => node.Take(name, Length, CancellationToken.None))));
        Assert.Single(leases, lease => lease is not null);
    }

    [Fact]
    public async Task The_holder_makes_it_longer_under_the_same_fence()
    {
        await using var services = Services();
        var node = Node(services);
        var first = await node.Take(name, Length, CancellationToken.None);
        clock.Advance(Length / 2);
        var second = await node.Take(name, Length, CancellationToken.None);
        Assert.Equal(first!.Fence, second!.Fence);
        Assert.Equal(first.Until + (Length / 2), second.Until);
    }

    [Fact]
    public async Task After_its_end_another_has_it_with_a_larger_fence_and_the_old_holder_is_not_confirmed()
    {
        await using var services = Services();
        var (old, next) = (Node(services), Node(services));
        var lost = await old.Take(name, Length, CancellationToken.None);
        clock.Advance(Length - TimeSpan.FromMilliseconds(1));
        Assert.Null(await next.Take(name, Length, CancellationToken.None));
        clock.Advance(TimeSpan.FromMilliseconds(1));
        var taken = await next.Take(name, Length, CancellationToken.None);
        Assert.True(taken!.Fence > lost!.Fence);
        await using var context = await Contexts(services).CreateDbContextAsync();
        Assert.False(await old.Confirm(context, lost, CancellationToken.None));
        Assert.True(await next.Confirm(context, taken, CancellationToken.None));
    }

    [Fact]
    public async Task A_confirmed_lease_cannot_be_taken_over_before_the_transaction_ends()
    {
        await using var services = Services();
        var (old, next) = (Node(services), Node(services));
        var lease = await old.Take(name, Length, CancellationToken.None);
        clock.Advance(Length * 2);
        await using var context = await Contexts(services).CreateDbContextAsync();
        await using var transaction = await context.Database.BeginTransactionAsync();
        Assert.True(await old.Confirm(context, lease!, CancellationToken.None));
        var taking = Task.Run(() => next.Take(name, Length, CancellationToken.None));
        await WaitingForLock();
        Assert.False(taking.IsCompleted);
        await transaction.CommitAsync();
        Assert.NotNull(await taking);
    }

    [Fact]
    public async Task A_released_lease_is_free_at_once()
    {
        await using var services = Services();
        var (old, next) = (Node(services), Node(services));
        var lease = await old.Take(name, Length, CancellationToken.None);
        await old.Release(lease!, CancellationToken.None);
        Assert.NotNull(await next.Take(name, Length, CancellationToken.None));
    }

    private ServiceProvider Services() => TestServices.Build(database, services => services.AddSingleton<TimeProvider>(clock));

    private Leases Node(ServiceProvider services) => new(Contexts(services), clock);

    private static IDbContextFactory<PortalDbContext> Contexts(ServiceProvider services) => services.GetRequiredService<IDbContextFactory<PortalDbContext>>();

    /// <summary>Until some session of this database waits for a lock.</summary>
    private async Task WaitingForLock()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await using var source = Npgsql.NpgsqlDataSource.Create(database.Superuser);
        await using var command = source.CreateCommand("select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')");
        while (!(bool)(await command.ExecuteScalarAsync(limit.Token))!) await Task.Yield();
    }
}
