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

    public async IAsyncEnumerable<(AuditLinkRow Link, AuditEventRow? Row)> Links(AuditRange range, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var next = range.From ?? 1;
        var last = range.To ?? long.MaxValue;
        while (true)
        {
            var from = next;
            var batch = await context.Set<AuditLinkRow>().AsNoTracking().Where(link => link.Position >= from && link.Position <= last).OrderBy(link => link.Position).Take(BatchSize)
                .LeftJoin(context.Set<AuditEventRow>().AsNoTracking(), link => link.AuditEventId, row => row.Id, (link, row) => new { link, row })
                .OrderBy(pair => pair.link.Position).ToListAsync(cancel);
            foreach (var pair in batch) yield return (pair.link, pair.row);
            if (batch.Count < BatchSize) yield break;
            next = batch[^1].link.Position + 1;
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
}
