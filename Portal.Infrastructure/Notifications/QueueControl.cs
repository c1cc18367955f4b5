using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Notifications;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Outbox;

namespace Portal.Infrastructure.Notifications;

/// <summary>What an administrator does to a whole queue, each act with its audit row in its own transaction. Whether it may be done was decided before.</summary>
internal sealed class QueueControl(IDbContextFactory<PortalDbContext> contexts, IEnumerable<IOutboxTarget> targets, OutboxPauses pauses, AuditWriter audit, TimeProvider clock)
{
    private const string ByAdministrator = "by-administrator";
    private const string NotConfigured = "not-configured";
    private readonly IReadOnlyList<IOutboxTarget> targets = [.. targets];

    public async Task<Outcome<Done>> Pause(Actor actor, string target, CancellationToken cancel)
    {
        if (Unknown(target)) return Refusal.NotFound;
        var row = await audit.Row(Entry(actor, AuditAction.DeliveriesPaused, target), cancel);
        await using var context = await contexts.CreateDbContextAsync(cancel);
        await using var transaction = await context.Database.BeginTransactionAsync(cancel);
        await context.Set<OutboxPauseRow>().Where(pause => pause.Target == target).ExecuteDeleteAsync(cancel);
        context.Add(new OutboxPauseRow { Target = target, Code = ByAdministrator, Since = clock.Now(), PersonId = actor.PersonId.Value });
        context.Add(row);
        await context.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        pauses.Forget();
        return Done.It;
    }

    public async Task<Outcome<Done>> Resume(Actor actor, string target, CancellationToken cancel)
    {
        if (Unknown(target)) return Refusal.NotFound;
        var row = await audit.Row(Entry(actor, AuditAction.DeliveriesResumed, target), cancel);
        await using var context = await contexts.CreateDbContextAsync(cancel);
        await using var transaction = await context.Database.BeginTransactionAsync(cancel);
        if (await context.Set<OutboxPauseRow>().Where(pause => pause.Target == target).ExecuteDeleteAsync(cancel) == 0) return DeliveryRefusals.NotPaused;
        context.Add(row);
        await context.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        pauses.Forget();
        return Done.It;
    }

    public async Task<Outcome<int>> Drain(Actor actor, string target, CancellationToken cancel)
    {
        if (Unknown(target)) return Refusal.NotFound;
        var row = await audit.Row(Entry(actor, AuditAction.DeliveriesDrained, target), cancel);
        var now = clock.Now();
        await using var context = await contexts.CreateDbContextAsync(cancel);
        await using var transaction = await context.Database.BeginTransactionAsync(cancel);

        // Those that failed before; what was never tried waits for its own time, such as a reminder's.
        var waiting = context.Set<OutboxDeliveryRow>().Where(delivery => delivery.Target == target && delivery.State == (short)DeliveryState.Waiting && delivery.DueAt > now && delivery.LastError != null);
        var due = await waiting.ExecuteUpdateAsync(set => set.SetProperty(delivery => delivery.DueAt, now), cancel);
        context.Add(row);
        await context.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return due;
    }

    /// <summary>The queues with what stands in their way; a paused one is shown though nothing waits in it.</summary>
    public async Task<IReadOnlyList<DeliveryQueue>> With(IReadOnlyList<OutboxLag> lags, CancellationToken cancel)
    {
        var now = clock.Now();
        var standing = (await pauses.All(cancel)).ToDictionary(pause => pause.Target, Said, StringComparer.Ordinal);
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var underWay = await context.Set<OutboxDeliveryRow>()
            .Where(row => row.State == (short)DeliveryState.Waiting && row.LeaseUntil > now)
            .GroupBy(row => row.Target).Select(group => new { group.Key, Count = group.Count() }).ToDictionaryAsync(group => group.Key, group => group.Count, cancel);
        var empty = standing.Keys.Except(lags.Select(lag => lag.Target), StringComparer.Ordinal).Select(target => new OutboxLag(target, 0, 0, null));
        return [.. lags.Concat(empty).Select(lag => new DeliveryQueue(lag.Target, lag.Waiting, lag.Parked, lag.OldestDue)
        {
            UnderWay = underWay.GetValueOrDefault(lag.Target),
            Pause = standing.GetValueOrDefault(lag.Target) ?? Resting(lag.Target),
        })];
    }

    private DeliveryPause? Resting(string target) => targets.FirstOrDefault(one => one.Name == target)?.Rests is null ? null : new DeliveryPause(NotConfigured, null, null, null);

    private static DeliveryPause Said(OutboxPauseRow row) => new(row.Code, row.Since, row.PersonId is { } person ? new PersonId(person) : null, row.AskAt);

    private bool Unknown(string target) => targets.All(one => one.Name != target);

    private static AuditEntry Entry(Actor actor, AuditAction action, string target) => new(actor, action) { Code = target };
}
