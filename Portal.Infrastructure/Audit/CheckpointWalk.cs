using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Audit.Proof;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Audit;

/// <summary>
/// The checkpoints beside a walk along the chain: those of the file and those of the database, each ascending, met at their positions. What they promise is
/// fixed before the chain is read, the file first: every line had its row when it was written, and every row its link.
/// </summary>
internal sealed class CheckpointWalk : IAsyncDisposable
{
    private readonly ECDsa key;
    private readonly IEnumerator<SignedCheckpoint?> outside;
    private readonly IAsyncEnumerator<SignedCheckpoint> inside;
    private bool anyOutside;
    private bool anyInside;

    private CheckpointWalk(ECDsa key, IEnumerator<SignedCheckpoint?> outside, IAsyncEnumerator<SignedCheckpoint> inside)
    {
        this.key = key;
        this.outside = outside;
        this.inside = inside;
    }

    public long Inside { get; private set; }

    public long Outside { get; private set; }

    public static async Task<CheckpointWalk> Begin(ECDsa key, CheckpointFile file, PortalDbContext context, AuditRange range, CancellationToken cancel)
    {
        var (from, to) = (range.From ?? 1, range.To ?? long.MaxValue);
        var lines = file.Read().SkipWhile(line => line?.Checkpoint.Position < from).GetEnumerator();
        var anyLine = lines.MoveNext();
        var last = await context.Set<AuditCheckpointRow>().MaxAsync(row => (long?)row.Position, cancel) ?? 0;
        var rows = context.Set<AuditCheckpointRow>().AsNoTracking().Where(row => row.Position >= from && row.Position <= last && row.Position <= to).OrderBy(row => row.Position)
            .Select(row => row.ToSigned()).AsAsyncEnumerable().GetAsyncEnumerator(cancel);
        return new CheckpointWalk(key, lines, rows) { anyOutside = anyLine, anyInside = await rows.MoveNextAsync() };
    }

    /// <summary>At each link in turn: null, or what does not hold here.</summary>
    public async ValueTask<BrokenLink?> Meet(long position, byte[] hash)
    {
        if (anyInside && inside.Current.Checkpoint.Position <= position)
        {
            if (!Holds(inside.Current, position, hash)) return Broken(position);
            Inside++;
            if (anyOutside && outside.Current?.Checkpoint.Position == position)
            {
                if (!Holds(outside.Current, position, hash)) return Broken(position);
                Outside++;
                anyOutside = outside.MoveNext();
            }

            anyInside = await inside.MoveNextAsync();
        }

        // A line that is none, is out of order, or has no row.
        return anyOutside && !(outside.Current?.Checkpoint.Position > position) ? Broken(position) : null;
    }

    /// <summary>Behind the last link: null, or the place that a checkpoint promises and the chain does not have.</summary>
    public BrokenLink? End(long head) => anyInside || anyOutside ? new BrokenLink(head + 1, BrokenCodes.Tail) : null;

    public async ValueTask DisposeAsync()
    {
        outside.Dispose();
        await inside.DisposeAsync();
    }

    private bool Holds(SignedCheckpoint one, long position, byte[] hash) =>
        one.Checkpoint.Position == position && one.Checkpoint.Hash.AsSpan().SequenceEqual(hash) && CheckpointKey.Signed(key, one.Checkpoint, one.Signature);

    private static BrokenLink Broken(long position) => new(position, BrokenCodes.Checkpoint);
}
