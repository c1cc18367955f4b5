using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Audit.Proof;
using Portal.Infrastructure.Audit.Proof;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Dialects;
using Portal.Infrastructure.Shared.Keys;

namespace Portal.Infrastructure.Audit;

/// <summary>
/// Reads a range of the trail once, in order, a batch at a time, beside the checkpoints. It may run while the trail grows: what is appended meanwhile is
/// verified too, or not, and never called broken.
/// </summary>
internal sealed class AuditVerifier(IDbContextFactory<PortalDbContext> contexts, ISqlDialect dialect, ChainReader chain, KeyVault vault, CheckpointKey checkpointKey, CheckpointFile file)
{
    private const int ToldEvery = 5_000;

    public async Task<AuditVerdict> Verify(AuditRange range, IProgress<long>? progress, CancellationToken cancel)
    {
        var mac = await vault.Organisation(DataKeyKind.AuditMac, cancel);
        using var signing = await checkpointKey.Load(cancel);
        await using var context = await contexts.CreateDbContextAsync(cancel);
        await using var checkpoints = await CheckpointWalk.Begin(signing, file, context, range, cancel);
        var (head, broken) = await WalkChain(range, mac, checkpoints, progress, cancel);
        var verified = head - (range.From ?? 1) + 1;
        if (range.To is not null) return new AuditVerdict(verified, 0, broken ?? Short(range, head)) { Checkpoints = checkpoints.Inside, OutsideCheckpoints = checkpoints.Outside };
        broken ??= checkpoints.End(head);
        var (unsealed, forged) = await CountUnsealed(mac, cancel);
        if (forged) broken ??= new BrokenLink(head + 1, BrokenCodes.Mac);
        return new AuditVerdict(verified, unsealed, broken) { Checkpoints = checkpoints.Inside, OutsideCheckpoints = checkpoints.Outside };
    }

    private async Task<(long Head, BrokenLink? Broken)> WalkChain(AuditRange range, DataKey mac, CheckpointWalk checkpoints, IProgress<long>? progress, CancellationToken cancel)
    {
        var position = (range.From ?? 1) - 1;
        if (await chain.HashBefore(position + 1, cancel) is not { } hash) return (position, new BrokenLink(position, BrokenCodes.Gap));
        await foreach (var (link, row) in chain.Links(range, cancel))
        {
            if (Defect(link, row, position + 1, hash, mac) is { } code) return (position, new BrokenLink(position + 1, code));
            if (await checkpoints.Meet(link.Position, link.Hash) is { } broken) return (position, broken);
            position = link.Position;
            hash = link.Hash;
            if (progress is not null && position % ToldEvery == 0) progress.Report(position);
        }

        return (position, null);
    }

    /// <summary>A link of the middle is named by the next one; the range's last has none behind it.</summary>
    private static BrokenLink? Short(AuditRange range, long head) => head < range.To ? new BrokenLink(head + 1, BrokenCodes.Gap) : null;

    private static string? Defect(AuditLinkRow link, AuditEventRow? row, long expected, byte[] before, DataKey mac)
    {
        if (link.Position != expected) return BrokenCodes.Gap;
        if (row is null) return BrokenCodes.Missing;
        var canonical = row.ToRecord().ToCanonicalBytes();
        if (!IsAuthentic(row, canonical, mac)) return BrokenCodes.Mac;
        return AuditChain.Link(before, expected, canonical, row.Mac).AsSpan().SequenceEqual(link.Hash) ? null : BrokenCodes.Link;
    }

    /// <summary>The canonical bytes hold milliseconds: finer time was never written by the portal.</summary>
    public static bool IsAuthentic(AuditEventRow row, byte[] canonical, DataKey mac) =>
        row.At.UtcTicks % TimeSpan.TicksPerMillisecond == 0 && CryptographicOperations.FixedTimeEquals(mac.Fingerprint(canonical), row.Mac);

    private async Task<(long Count, bool AnyForged)> CountUnsealed(DataKey mac, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var (count, forged) = (0L, false);
        await foreach (var row in dialect.Unsealed(context, since: null).AsAsyncEnumerable().WithCancellation(cancel))
        {
            count++;
            forged |= !IsAuthentic(row, row.ToRecord().ToCanonicalBytes(), mac);
        }

        return (count, forged);
    }
}
