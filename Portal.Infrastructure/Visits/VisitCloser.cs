using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Portal.Domain.Audit;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Domain.Visits;
using Portal.Infrastructure.Shared;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Outbox;

namespace Portal.Infrastructure.Visits;

/// <summary>
/// One node at a time closes visits that were forgotten (<see cref="ForgottenVisits"/>). After a time in which nothing could be written, nobody's silence says anything:
/// who waits is given some minutes to be heard of first.
/// </summary>
internal sealed class VisitCloser(VisitChanges changes, IDbContextFactory<PortalDbContext> contexts, Leases leases, TimeProvider clock, ILogger<VisitCloser> logger)
    : LeaderLoop("visit-close", Every, leases, clock, logger)
{
    /// <summary>The audit's code for what nobody did.</summary>
    public const string Code = "unattended";

    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);
    private readonly TimeProvider clock = clock;
    private readonly Streak streak = new(2 * Every, settling: 5 * Every);

    protected override async Task Work(Lease lease, CancellationToken cancel)
    {
        if (streak.GoesOn(clock.GetUtcNow())) await Close(cancel);
    }

    /// <summary>One round over all that are late and open.</summary>
    public async Task Close(CancellationToken cancel)
    {
        var pace = new Pace(clock);
        Late? last = null;
        List<Late> some;
        do
        {
            some = await Next(last, pace.Batch, cancel);
            var now = clock.GetUtcNow();
            foreach (var one in some.Where(one => Closed(one.Row, one.LeftAt, now) is not null)) await Close(one.Row.Id, cancel);
            last = some.LastOrDefault();
        }
        while (await pace.GoesOn(some.Count, cancel));
    }

    private async Task<List<Late>> Next(Late? after, int limit, CancellationToken cancel)
    {
        var late = clock.GetUtcNow() - ForgottenVisits.SilentFor;
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var visits = context.Set<VisitRow>().AsNoTracking().Where(row => row.EndedAt == null && row.ScheduledFor < late);
        if (after is { Row: { } before }) visits = visits.Where(row => row.ScheduledFor > before.ScheduledFor || (row.ScheduledFor == before.ScheduledFor && row.Id.CompareTo(before.Id) > 0));
        return await visits.OrderBy(row => row.ScheduledFor).ThenBy(row => row.Id).Take(limit)
            .Select(row => new Late(row, context.Set<CallParticipantRow>().Where(one => one.VisitId == row.Id).Max(one => one.LeftAt))).ToListAsync(cancel);
    }

    private Task<Refusal?> Close(Guid visit, CancellationToken cancel) =>
        changes.Write(Actor.System, new VisitId(visit), CareAction.EndCallForAll, async act =>
        {
            // Behind the lock: somebody may have come meanwhile.
            var leftAt = await act.Transaction.Context.Set<CallParticipantRow>().Where(one => one.VisitId == visit).MaxAsync(one => one.LeftAt, cancel);
            if (Closed(act.Row, leftAt, act.Now) is not { } closed) return null;
            var (moment, audit, how) = closed.Status switch
            {
                VisitStatus.Finished => (VisitMomentKind.Ended, AuditAction.VisitEnded, VisitOutcome.Held),
                VisitStatus.NoShow => (VisitMomentKind.NoShow, AuditAction.VisitNoShow, VisitOutcome.NoShow),
                _ => (VisitMomentKind.Cancelled, AuditAction.VisitCancelled, VisitOutcome.Cancelled),
            };
            act.Row.Take(closed);
            act.Moment(moment);
            act.Audit(audit, Code);
            act.Changed();
            await act.Log(new EventBody.VisitEnded(new VisitId(visit), how), OutboxKind.VisitChanged, cancel);
            return null;
        }, cancel);

    private static VisitState? Closed(VisitRow row, DateTimeOffset? leftAt, DateTimeOffset now)
    {
        var isOwedACall = row is { CallBackAskedAt: not null, CallBackDoneAt: null };
        DateTimeOffset?[] signs = [row.CheckedInAt, row.AdmittedAt, row.LastSeenAt, leftAt];
        return ForgottenVisits.Close(row.ToState(), signs.Max()?.ToUniversalTime(), row.CallSince is not null || isOwedACall, now);
    }

    private sealed record Late(VisitRow Row, DateTimeOffset? LeftAt);
}
