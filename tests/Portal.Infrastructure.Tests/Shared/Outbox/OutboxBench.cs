using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Shared;
using Portal.Infrastructure.Shared;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Outbox;
using Portal.Testing.Database;
using Portal.Testing.Time;

namespace Portal.Infrastructure.Tests.Shared.Outbox;

/// <summary>One node with an outbox and the given targets, worked by hand or by its loops.</summary>
internal sealed class OutboxBench : IAsyncDisposable
{
    private readonly ServiceProvider services;

    public OutboxBench(PortalDatabase database, ManualClock clock, params FakeTarget[] targets)
    {
        Clock = clock;
        services = TestServices.Build(database.Settings, new Dictionary<string, string?> { ["Outbox:Attempts"] = "5", ["Outbox:Delivers"] = "true" }, more =>
        {
            more.AddSingleton<TimeProvider>(clock);
            foreach (var target in targets) more.AddSingleton<IOutboxTarget>(target);
        });
    }

    public ManualClock Clock { get; }

    public OutboxDispatcher Dispatcher => services.GetRequiredService<OutboxDispatcher>();

    public OutboxUpkeep Upkeep => services.GetRequiredService<OutboxUpkeep>();

    public T Get<T>() where T : notnull => services.GetRequiredService<T>();

    public OutboxWorker Worker(FakeTarget target) => services.GetRequiredService<OutboxWorkers>().For(target);

    /// <summary>The nodes's own loops; those of other features stay still.</summary>
    public async Task<IAsyncDisposable> Start()
    {
        await Dispatcher.StartAsync(default);
        await services.GetRequiredService<OutboxWorkers>().StartAsync(default);
        return new Running(this);
    }

    public async Task Store(params OutboxEventRow[] events)
    {
        await using var context = await Context();
        context.AddRange(events.AsEnumerable());
        await context.SaveChangesAsync();
    }

    public async Task<int> Dispatch() => await Dispatcher.Dispatch(await Lead(), 1_000, default);

    public async Task<Lease> Lead() =>
        await services.GetRequiredService<Leases>().Take("test-dispatch", TimeSpan.FromHours(1), default) ?? throw new InvalidOperationException("Another node leads.");

    /// <summary>Leases all that is due and tries it, as often as something is.</summary>
    public async Task Work(FakeTarget target)
    {
        var worker = Worker(target);
        while (await worker.Lease(100, default) is { Count: > 0 } leased)
            foreach (var delivery in leased) await worker.Try(delivery, default);
    }

    public async Task<List<OutboxDeliveryRow>> Rows()
    {
        await using var context = await Context();
        return await context.Set<OutboxDeliveryRow>().AsNoTracking().OrderBy(row => row.Target).ThenBy(row => row.Position).ToListAsync();
    }

    public async Task<OutboxDeliveryRow> Row() => (await Rows()).Single();

    public Task<PortalDbContext> Context() => services.GetRequiredService<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync();

    /// <summary>Moves time on, second by second, until it is so.</summary>
    public async Task Until(Func<Task<bool>> condition) => await Testing.Time.Until.True(async () =>
    {
        Clock.Advance(TimeSpan.FromSeconds(1));
        return await condition();
    });

    public static OutboxEventRow Posted(Guid conversation, long sequence, DateTimeOffset? at = null) => new()
    {
        Id = Guid.CreateVersion7(at ?? DateTimeOffset.UtcNow),
        At = DateTimeOffset.UtcNow.ToMilliseconds(),
        Kind = (short)OutboxKind.MessagePosted,
        ConversationId = conversation,
        Sequence = sequence,
        ActorId = Guid.CreateVersion7(),
    };

    public ValueTask DisposeAsync() => services.DisposeAsync();

    private sealed class Running(OutboxBench bench) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await bench.services.GetRequiredService<OutboxWorkers>().StopAsync(default);
            await bench.Dispatcher.StopAsync(default);
        }
    }
}
