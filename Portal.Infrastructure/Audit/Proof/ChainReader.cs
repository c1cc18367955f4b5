using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Audit.Proof;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Audit.Proof;

/// <summary>The chain in its order, a batch at a time: each link with its event, or with null where the event is gone.</summary>
internal sealed class ChainReader(IDbContextFactory<PortalDbContext> contexts)
{
    private const int BatchSize = 2_000;

    /// <summary>The next batch is read while the caller works on the one before.</summary>
    public async IAsyncEnumerable<(AuditLinkRow Link, AuditEventRow? Row)> Links(AuditRange range, [EnumeratorCancellation] CancellationToken cancel)
    {
        var last = range.To ?? long.MaxValue;
        var coming = Batch(range.From ?? 1, last, cancel);
        try
        {
            while (await coming is { Count: > 0 } batch)
            {
                coming = batch.Count < BatchSize ? Task.FromResult<List<(AuditLinkRow, AuditEventRow?)>>([]) : Batch(batch[^1].Link.Position + 1, last, cancel);
                foreach (var pair in batch) yield return pair;
            }
        }
        finally
        {
            // Of a caller who stopped early; what it threw, nobody waits for.
            await ((Task)coming).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>The last position; zero of an empty chain.</summary>
    public async Task<long> Head(CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        return await context.Set<AuditLinkRow>().MaxAsync(link => (long?)link.Position, cancel) ?? 0;
    }

    /// <summary>The hash before that position; null where the link before it is gone.</summary>
    public async Task<byte[]?> HashBefore(long position, CancellationToken cancel)
    {
        if (position == 1) return AuditChain.Genesis;
        await using var context = await contexts.CreateDbContextAsync(cancel);
        return await context.Set<AuditLinkRow>().Where(link => link.Position == position - 1).Select(link => link.Hash).SingleOrDefaultAsync(cancel);
    }

    private async Task<List<(AuditLinkRow Link, AuditEventRow? Row)>> Batch(long from, long last, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var batch = await context.Set<AuditLinkRow>().AsNoTracking().Where(link => link.Position >= from && link.Position <= last).OrderBy(link => link.Position).Take(BatchSize)
            .LeftJoin(context.Set<AuditEventRow>().AsNoTracking(), link => link.AuditEventId, row => row.Id, (link, row) => new { link, row })
            .OrderBy(pair => pair.link.Position).ToListAsync(cancel);
        return batch.ConvertAll(pair => (pair.link, pair.row));
    }
}
