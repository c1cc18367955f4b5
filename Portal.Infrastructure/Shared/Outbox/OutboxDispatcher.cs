using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Portal.Domain.Shared;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Shared.Outbox;

/// <summary>
/// One node at a time turns committed events into deliveries. The deliveries are stored and the events deleted in one transaction behind the lease's lock:
/// an event is dispatched once, whatever crashes. What is owed is asked before it, in contexts of the targets' own.
/// </summary>
internal sealed partial class OutboxDispatcher(
    IDbContextFactory<PortalDbContext> contexts,
    IEnumerable<IOutboxTarget> targets,
    Leases leases,
    OutboxUpkeep upkeep,
    IOptions<OutboxOptions> options,
    TimeProvider clock,
    ILogger<OutboxDispatcher> logger)
    : LeaderLoop("outbox-dispatch", options.Value.Poll, leases, clock, logger)
{
    /// <summary>Bits of a position that count; those above are the fence.</summary>
    private const int CountBits = 40;
    private readonly IReadOnlyList<IOutboxTarget> targets = [.. targets];
    private readonly Leases leases = leases;
    private readonly TimeProvider clock = clock;
    private readonly ILogger logger = logger;
    private long counted;

    protected override async Task Work(Lease lease, CancellationToken cancel)
    {
        var pace = new Pace(clock);
        while (await pace.GoesOn(await Dispatch(lease, pace.Batch, cancel), cancel))
        {
        }

        await upkeep.WhenDue(cancel);
    }

    /// <summary>One batch of so many events at most; how many it took.</summary>
    /// <exception cref="LeaseLostException">Another node leads.</exception>
    public async Task<int> Dispatch(Lease lease, int limit, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);

        // By sequence, so that no clock is asked: whoever wrote a conversation's next event did so after the one before was committed. What has no sequence is no
        // later than any: a conversation's beginning comes before its messages. A checkpoint's is a position of the audit's chain, and no conversation's.
        var events = await context.Set<OutboxEventRow>().AsNoTracking().OrderBy(row => row.Kind == (short)OutboxKind.AuditCheckpoint ? 0 : row.Sequence ?? 0).ThenBy(row => row.Id).Take(limit).ToListAsync(cancel);
        if (events.Count == 0) return 0;
        var rows = new List<OutboxDeliveryRow>();
        foreach (var target in targets) rows.AddRange(await Owed(target, events, lease, cancel));

        await using var transaction = await context.Database.BeginTransactionAsync(cancel);
        if (!await leases.Holds(context, lease, cancel)) throw new LeaseLostException(lease.Name);
        context.AddRange(rows);
        await context.SaveChangesAsync(cancel);
        var ids = events.Select(row => row.Id).ToList();
        var taken = await context.Set<OutboxEventRow>().Where(row => ids.Contains(row.Id)).ExecuteDeleteAsync(cancel);

        // Another leader had some of them before the lock: it stored their deliveries, and this transaction is undone.
        if (taken != events.Count) throw new LeaseLostException(lease.Name);
        await transaction.CommitAsync(cancel);
        return events.Count;
    }

    private async Task<IEnumerable<OutboxDeliveryRow>> Owed(IOutboxTarget target, List<OutboxEventRow> events, Lease lease, CancellationToken cancel)
    {
        var wanted = events.Where(row => target.Wants((OutboxKind)row.Kind)).ToList();
        if (wanted.Count == 0) return [];
        IReadOnlyList<OwedDelivery> owed;
        try
        {
            owed = await target.Owed(wanted, cancel);
        }
        catch (Exception error) when (!cancel.IsCancellationRequested)
        {
            LogFailed(logger, target.Name, error.GetType().Name);
            owed = [.. wanted.Select(LateFanOut.Of)];
        }

        return owed.Select(one => one.ToRow(target, (lease.Fence << CountBits) | ++counted, clock.Now()));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "What is owed to {Target} cannot be told ({Error}): it is asked for each event again later.")]
    private static partial void LogFailed(ILogger logger, string target, string error);
}
