using System.Diagnostics.Metrics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Domain.Shared;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Shared.Outbox;

/// <summary>What the dispatching leader does now and then: measures the queues, and removes rows of deliveries that ended long ago.</summary>
internal sealed class OutboxUpkeep(IDbContextFactory<PortalDbContext> contexts, OutboxMeter meter, IOptions<OutboxOptions> options, TimeProvider clock)
{
    private static readonly TimeSpan MeasuredEvery = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan RemovedEvery = TimeSpan.FromHours(1);
    private DateTimeOffset measured;
    private DateTimeOffset removed;

    public async Task WhenDue(CancellationToken cancel)
    {
        var now = clock.Now();
        if (now - measured >= MeasuredEvery)
        {
            measured = now;
            meter.Measured(now, await Measure(now, cancel));
        }

        if (now - removed < RemovedEvery) return;
        removed = now;
        await Remove(now, cancel);
    }

    /// <summary>Waiting and parked deliveries of each target that has any, and the oldest that is due.</summary>
    public async Task<IReadOnlyList<OutboxLag>> Measure(DateTimeOffset now, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        return await context.Set<OutboxDeliveryRow>()
            .Where(row => row.State == (short)DeliveryState.Waiting || row.State == (short)DeliveryState.Parked)
            .GroupBy(row => row.Target)
            .Select(group => new OutboxLag(
                group.Key,
                group.Count(row => row.State == (short)DeliveryState.Waiting),
                group.Count(row => row.State == (short)DeliveryState.Parked),
                group.Where(row => row.State == (short)DeliveryState.Waiting && row.DueAt <= now).Min(row => (DateTimeOffset?)row.DueAt)))
            .ToListAsync(cancel);
    }

    public async Task Remove(DateTimeOffset now, CancellationToken cancel)
    {
        var before = now - options.Value.Keep;
        await using var context = await contexts.CreateDbContextAsync(cancel);
        await context.Set<OutboxDeliveryRow>()
            .Where(row => (row.State == (short)DeliveryState.Done || row.State == (short)DeliveryState.Dropped) && row.EndedAt < before)
            .ExecuteDeleteAsync(cancel);
    }
}

/// <summary>One target's queue.</summary>
internal sealed record OutboxLag(string Target, int Waiting, int Parked, DateTimeOffset? OldestDue);

/// <summary>Meter <c>Portal.Outbox</c>, by target; only the dispatching leader has values, so that nodes added up count nothing twice.</summary>
internal sealed class OutboxMeter : IDisposable
{
    /// <summary>Older values are another leader's business.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);
    private readonly Meter meter = new("Portal.Outbox");
    private readonly TimeProvider clock;
    private (DateTimeOffset At, IReadOnlyList<OutboxLag> Lags) last = (default, []);

    public OutboxMeter(TimeProvider clock)
    {
        this.clock = clock;
        meter.CreateObservableGauge("portal.outbox.waiting", () => Each(lag => (long)lag.Waiting), "{delivery}", "Deliveries not done yet");
        meter.CreateObservableGauge("portal.outbox.parked", () => Each(lag => (long)lag.Parked), "{delivery}", "Deliveries given up until somebody replays them");
        meter.CreateObservableGauge("portal.outbox.lag", () => Each(lag => lag.OldestDue is { } due ? (last.At - due).TotalSeconds : 0), "s", "Age of the oldest delivery that is due");
    }

    public void Measured(DateTimeOffset at, IReadOnlyList<OutboxLag> lags) => last = (at, lags);

    public void Dispose() => meter.Dispose();

    private IEnumerable<Measurement<T>> Each<T>(Func<OutboxLag, T> value) where T : struct =>
        clock.GetUtcNow() - last.At < Fresh ? last.Lags.Select(lag => new Measurement<T>(value(lag), new KeyValuePair<string, object?>("target", lag.Target))) : [];
}
