using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Audit.Proof;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit.Exports;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Keys;

namespace Portal.Infrastructure.Audit.Proof;

/// <summary>
/// A stretch of the chain as <see cref="ProofLine"/> says it. A trail that does not hold is exported as well, since the file is then evidence: what the portal
/// found while it wrote stands in it, and the reader names it.
/// </summary>
internal sealed class ProofExport(IDbContextFactory<PortalDbContext> contexts, ChainReader chain, KeyVault vault, CheckpointKey signing, TimeProvider clock) : IExportWriter
{
    private const int SentAt = 256 * 1024;

    public string ContentType => "application/jsonl";

    public string Extension => "proof.jsonl";

    public async Task<long> Write(AuditQueryText asked, Guid upTo, ExportFile file, CancellationToken cancel)
    {
        var (from, to) = (asked.FromPosition!.Value, asked.ToPosition!.Value);
        var mac = await vault.Organisation(DataKeyKind.AuditMac, cancel);
        using var key = await signing.Load(cancel);
        await using var context = await contexts.CreateDbContextAsync(cancel);
        await using var checkpoints = context.Set<AuditCheckpointRow>().AsNoTracking().Where(row => row.Position >= from && row.Position <= to).OrderBy(row => row.Position)
            .AsAsyncEnumerable().GetAsyncEnumerator(cancel);
        var isCheckpoint = await checkpoints.MoveNextAsync();
        var buffer = new ArrayBufferWriter<byte>(2 * SentAt);
        using var json = new Utf8JsonWriter(buffer);
        var previous = await chain.HashBefore(from, cancel) ?? AuditChain.Genesis;
        Append(new ProofLine { Line = ProofLine.Head, Format = ProofLine.Format1, From = from, To = to, Previous = previous, ExportedAt = WireTime.Format(clock.GetUtcNow()) });
        var (count, broken) = (0L, (BrokenLink?)null);
        await foreach (var (link, row) in chain.Links(new AuditRange(from, to), cancel))
        {
            count++;
            var canonical = row?.ToRecord().ToCanonicalBytes();
            if (row is not null && !AuditVerifier.IsAuthentic(row, canonical!, mac)) broken ??= new BrokenLink(link.Position, BrokenCodes.Mac);
            Append(new ProofLine { Line = ProofLine.Link, Position = link.Position, Record = canonical, Mac = row?.Mac, Hash = link.Hash });
            while (isCheckpoint && checkpoints.Current.Position <= link.Position)
            {
                Append(Line(checkpoints.Current));
                isCheckpoint = await checkpoints.MoveNextAsync();
            }

            if (buffer.WrittenCount >= SentAt) await file.Write(buffer, cancel);
        }

        Append(new ProofLine { Line = ProofLine.End, Records = count, Broken = broken });
        await file.Write(buffer, cancel);
        Append(new ProofLine { Line = ProofLine.Sealing, Signature = key.SignData(ProofLine.SignedBytes(file.Sha256), HashAlgorithmName.SHA256) });
        await file.Write(buffer, cancel);
        return count;

        void Append(ProofLine line)
        {
            JsonSerializer.Serialize(json, line, ProofJson.Default.ProofLine);
            json.Flush();
            json.Reset();
            buffer.Write("\n"u8);
        }
    }

    private static ProofLine Line(AuditCheckpointRow row) =>
        new() { Line = ProofLine.Checkpoint, Position = row.Position, At = WireTime.Format(row.At), Hash = row.Hash, Signature = row.Signature };
}
