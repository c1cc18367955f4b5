using System.Globalization;
using System.Security.Cryptography;

namespace Portal.Domain.Audit.Proof;

/// <summary>
/// Verifies a proof with a key that was had from elsewhere: what the file says of keys is never asked. Reads once, in constant memory, and stops at the
/// first thing that does not hold. Whatever the file holds, it answers with a verdict.
/// </summary>
public sealed class ProofReader
{
    private const int ToldEvery = 5_000;
    private readonly ECDsa key;
    private readonly IProgress<long>? progress;
    private byte[] hash = AuditChain.Genesis;
    private long from = 1;
    private long to;
    private long position;
    private long checkpoints;
    private bool mayHaveCheckpoint;

    private ProofReader(ECDsa key, IProgress<long>? progress)
    {
        this.key = key;
        this.progress = progress;
    }

    /// <summary>Never throws for what stands in the file.</summary>
    /// <param name="file">The whole file; it need not be seekable.</param>
    /// <param name="key">The portal's public key.</param>
    /// <param name="progress">Told the last position that holds, every few thousand.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<ProofVerdict> Read(Stream file, ECDsa key, IProgress<long>? progress, CancellationToken cancel)
    {
        var reader = new ProofReader(key, progress);
        using var lines = new ProofLines(file);
        var broken = await reader.Read(lines, cancel);
        return new ProofVerdict(reader.from, reader.position - reader.from + 1, reader.checkpoints, broken);
    }

    private async Task<BrokenLink?> Read(ProofLines lines, CancellationToken cancel)
    {
        if (await lines.Next(cancel) is not { } head) return Ended(lines, 1);
        if (!TryBegin(head)) return new(1, BrokenCodes.Format);
        if (from == 1 && !hash.AsSpan().SequenceEqual(AuditChain.Genesis)) return new(1, BrokenCodes.Link);
        while (await lines.Next(cancel) is { } line)
        {
            if (line.Line == ProofLine.End) return await Close(line, lines, cancel);
            if (Defect(line) is { } broken) return broken;
            if (progress is not null && position % ToldEvery == 0) progress.Report(position);
        }

        return Ended(lines, position + 1);
    }

    private bool TryBegin(ProofLine head)
    {
        if (head is not { Line: ProofLine.Head, Format: ProofLine.Format1, From: >= 1 and var first, To: var last, Previous.Length: SHA256.HashSizeInBytes } || last is null || last < first - 1) return false;
        (from, to, position, hash) = (first, last.Value, first - 1, head.Previous);
        return true;
    }

    private BrokenLink? Defect(ProofLine line) => line.Line switch
    {
        ProofLine.Link => DefectOfLink(line),
        ProofLine.Checkpoint => DefectOfCheckpoint(line),
        _ => new(position + 1, BrokenCodes.Format),
    };

    private BrokenLink? DefectOfLink(ProofLine line)
    {
        var expected = position + 1;
        if (line is not { Position: { } place, Hash.Length: SHA256.HashSizeInBytes }) return new(expected, BrokenCodes.Format);
        if (place != expected) return new(expected, BrokenCodes.Gap);
        if (line.Record is not { } record) return new(expected, BrokenCodes.Missing);
        if (line.Mac is not { Length: HMACSHA256.HashSizeInBytes } mac) return new(expected, BrokenCodes.Format);
        if (!AuditChain.Link(hash, expected, record, mac).AsSpan().SequenceEqual(line.Hash)) return new(expected, BrokenCodes.Link);
        (position, hash, mayHaveCheckpoint) = (expected, line.Hash, true);
        return null;
    }

    private BrokenLink? DefectOfCheckpoint(ProofLine line)
    {
        if (!mayHaveCheckpoint || line is not { Position: { } place, At: { } text, Hash: { } head, Signature: { } signature } || !TryTime(text, out var at)) return new(position, BrokenCodes.Format);
        mayHaveCheckpoint = false;
        checkpoints++;
        var holds = place == position && head.AsSpan().SequenceEqual(hash) && key.VerifyData(new AuditCheckpoint(place, at, head).ToSignedBytes(), signature, HashAlgorithmName.SHA256);
        return holds ? null : new(position, BrokenCodes.Checkpoint);
    }

    private async Task<BrokenLink?> Close(ProofLine end, ProofLines lines, CancellationToken cancel)
    {
        if (end.Records != position - from + 1 || position != to) return new(position + 1, BrokenCodes.Gap);
        var before = lines.Sha256;
        if (await lines.Next(cancel) is not { } last) return Ended(lines, position + 1);
        if (last is not { Line: ProofLine.Sealing, Signature: { } signature }) return new(position + 1, BrokenCodes.Format);
        if (!key.VerifyData(ProofLine.SignedBytes(before), signature, HashAlgorithmName.SHA256)) return new(position, BrokenCodes.Signature);
        if (await lines.Next(cancel) is not null || !lines.IsWhole || lines.HasRest) return new(position + 1, BrokenCodes.Format);
        return end.Broken;
    }

    /// <summary>Behind the last line: the file was cut, or what comes is no line.</summary>
    private static BrokenLink Ended(ProofLines lines, long place) => new(place, lines.IsWhole ? BrokenCodes.Truncated : BrokenCodes.Format);

    private static bool TryTime(string text, out DateTimeOffset at) =>
        DateTimeOffset.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out at);
}
