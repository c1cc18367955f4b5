using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Infrastructure.Shared;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Dialects;

namespace Portal.Infrastructure.Audit;

/// <summary>
/// Appends links for events that have none. Two leaders at once cannot fork the chain: the head is read after the lease's row is locked and its fence
/// compared, in the transaction that appends; and two links of one position, or of one event, cannot both be stored.
/// </summary>
internal sealed class ChainWriter(IDbContextFactory<PortalDbContext> contexts, ISqlDialect dialect, Leases leases, TimeProvider clock)
{
    /// <summary>Seals all that is committed and found by the pass; how many that were.</summary>
    /// <exception cref="LeaseLostException">Another node leads: what was appended until then stands.</exception>
    public async Task<int> Seal(Lease lease, DateTimeOffset? since, CancellationToken cancel)
    {
        var total = 0;
        var pace = new Pace(clock);
        while (true)
        {
            var batch = await SealBatch(lease, since, pace.Batch, cancel);
            total += batch.Count;
            if (!await pace.GoesOn(batch.Count, cancel)) return total;

            // What this pass has behind it need not be read again; whatever commits there meanwhile is the next pass's.
            since = batch[^1].At;
        }
    }

    private async Task<List<AuditEventRow>> SealBatch(Lease lease, DateTimeOffset? since, int limit, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        await using var transaction = await context.Database.BeginTransactionAsync(cancel);
        if (!await leases.Holds(context, lease, cancel)) throw new LeaseLostException(lease.Name);
        var events = await dialect.Unsealed(context, since).Take(limit).ToListAsync(cancel);
        if (events.Count == 0) return events;
        var head = await context.Set<AuditLinkRow>().AsNoTracking().OrderByDescending(link => link.Position).FirstOrDefaultAsync(cancel);
        await dialect.AppendLinks(context.Database, Links(head, events), cancel);
        await transaction.CommitAsync(cancel);
        return events;
    }

    private static List<AuditLinkRow> Links(AuditLinkRow? head, List<AuditEventRow> events)
    {
        var position = head?.Position ?? 0;
        var hash = head?.Hash ?? AuditChain.Genesis;
        var links = new List<AuditLinkRow>(events.Count);
        foreach (var row in events)
        {
            hash = AuditChain.Link(hash, ++position, row.ToRecord().ToCanonicalBytes(), row.Mac);
            links.Add(new AuditLinkRow { Position = position, AuditEventId = row.Id, Hash = hash });
        }

        return links;
    }
}
