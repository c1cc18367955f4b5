using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Domain.Visits;
using Portal.Infrastructure.Shared;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Visits;

/// <summary>One node at a time ends places whose lease is over, so that nobody sits beside a ghost, and sweeps away old tickets and mail.</summary>
internal sealed class CallSweeper(VisitChanges changes, CallDepartures departures, IDbContextFactory<PortalDbContext> contexts, Leases leases, TimeProvider clock, ILogger<CallSweeper> logger)
    : LeaderLoop("call-sweep", TimeSpan.FromSeconds(5), leases, clock, logger)
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);
    private readonly TimeProvider clock = clock;

    protected override Task Work(Lease lease, CancellationToken cancel) => Sweep(cancel);

    /// <summary>One round.</summary>
    public async Task Sweep(CancellationToken cancel)
    {
        var now = clock.Now();
        List<CallParticipantRow> lost;
        await using (var context = await contexts.CreateDbContextAsync(cancel))
        {
            lost = await context.Set<CallParticipantRow>().AsNoTracking().Where(row => row.LeftAt == null && row.LeaseUntil < now).Take(100).ToListAsync(cancel);
            var old = now - Kept;
            await context.Set<CallSignalRow>().Where(row => row.At < old).ExecuteDeleteAsync(cancel);
            await context.Set<CallTicketRow>().Where(row => row.ExpiresAt < old).ExecuteDeleteAsync(cancel);
        }

        foreach (var row in lost)
        {
            await changes.Write(Actor.System, new VisitId(row.VisitId), CareAction.EndCallForAll, async act =>
            {
                // Behind the lock: somebody may have come back meanwhile.
                var held = await act.Transaction.Context.Set<CallParticipantRow>().SingleAsync(one => one.Id == row.Id, cancel);
                if (held.LeaseUntil < now) await departures.OfOne(act, row.Id, Departure.Lost, VisitMomentKind.Lost, cancel);
                return null;
            }, cancel);
        }
    }
}
