using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Dialects;
using Portal.Infrastructure.Shared.Keys;

namespace Portal.Infrastructure.Audit;

/// <summary>
/// Reads the whole trail once, in order, a batch at a time, beside the checkpoints. It may run while the trail grows: what is appended meanwhile is
/// verified too, or not, and never called broken.
/// </summary>
internal sealed class AuditVerifier(IDbContextFactory<PortalDbContext> contexts, ISqlDialect dialect, KeyVault vault, CheckpointKey checkpointKey, CheckpointFile file)
{
    private const int BatchSize = 2_000;

    public async Task<AuditVerdict> Verify(CancellationToken cancel)
    {
        var mac = await vault.Organisation(DataKeyKind.AuditMac, cancel);
        using var signing = await checkpointKey.Load(cancel);
        await using var context = await contexts.CreateDbContextAsync(cancel);
        await using var checkpoints = await CheckpointWalk.Begin(signing, file, context, cancel);
        var (head, broken) = await WalkChain(mac, checkpoints, cancel);
        broken ??= checkpoints.End(head);
        var (unsealed, forged) = await CountUnsealed(mac, cancel);
        if (forged) broken ??= new BrokenLink(head + 1, BrokenCodes.Mac);
        return new AuditVerdict(head, unsealed, broken) { Checkpoints = checkpoints.Inside, OutsideCheckpoints = checkpoints.Outside };
    }

    private async Task<(long Verified, BrokenLink? Broken)> WalkChain(DataKey mac, CheckpointWalk checkpoints, CancellationToken cancel)
    {
        long position = 0;
        var hash = AuditChain.Genesis;
        await foreach (var (link, row) in Links(cancel))
        {
            if (Defect(link, row, position + 1, hash, mac) is { } code) return (position, new BrokenLink(position + 1, code));
            if (await checkpoints.Meet(link.Position, link.Hash) is { } broken) return (position, broken);
            position = link.Position;
            hash = link.Hash;
        }

        return (position, null);
    }

    private static string? Defect(AuditLinkRow link, AuditEventRow? row, long expected, byte[] before, DataKey mac)
    {
        if (link.Position != expected) return BrokenCodes.Gap;
        if (row is null) return BrokenCodes.Missing;
        if (!IsAuthentic(row, mac)) return BrokenCodes.Mac;
        return AuditChain.Link(before, expected, row.ToRecord().ToCanonicalBytes(), row.Mac).AsSpan().SequenceEqual(link.Hash) ? null : BrokenCodes.Link;
    }

    /// <summary>The canonical bytes hold milliseconds: finer time was never written by the portal.</summary>
    private static bool IsAuthentic(AuditEventRow row, DataKey mac) =>
        row.At.UtcTicks % TimeSpan.TicksPerMillisecond == 0 && CryptographicOperations.FixedTimeEquals(mac.Fingerprint(row.ToRecord().ToCanonicalBytes()), row.Mac);

    private async IAsyncEnumerable<(AuditLinkRow Link, AuditEventRow? Row)> Links([EnumeratorCancellation] CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        long? last = null;
        while (true)
        {
            var links = context.Set<AuditLinkRow>().AsNoTracking();
            if (last is { } behind) links = links.Where(link => link.Position > behind);
            var batch = await links.OrderBy(link => link.Position).Take(BatchSize)
                .LeftJoin(context.Set<AuditEventRow>().AsNoTracking(), link => link.AuditEventId, row => row.Id, (link, row) => new { link, row })
                .OrderBy(pair => pair.link.Position).ToListAsync(cancel);
            foreach (var pair in batch) yield return (pair.link, pair.row);
            if (batch.Count < BatchSize) yield break;
            last = batch[^1].link.Position;
        }
    }

    private async Task<(long Count, bool AnyForged)> CountUnsealed(DataKey mac, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var (count, forged) = (0L, false);
        await foreach (var row in dialect.Unsealed(context, since: null).AsAsyncEnumerable().WithCancellation(cancel))
        {
            count++;
            forged |= !IsAuthentic(row, mac);
        }

        return (count, forged);
    }
}
