using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Audit;
using Portal.Domain.Audit.Exports;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Audit.Exports;

/// <summary>Streams an export, and writes its hash, signature and audit row at the end; of one that broke off, the audit row alone.</summary>
internal sealed class ExportWriting(IDbContextFactory<PortalDbContext> contexts, IServiceProvider services, CheckpointKey signing, AuditWriter audit, TimeProvider clock)
{
    public static AuditEntry Entry(Actor actor, AuditExportId export, AuditExportFormat format, AuditOutcome outcome, string stage) =>
        new(actor, AuditAction.AuditExported, outcome) { Subject = export.Value, Code = $"{format.ToString().ToLowerInvariant()}-{stage}" };

    public AuditDownload Download(Actor actor, AuditExportRow row)
    {
        var format = (AuditExportFormat)row.Format;
        var writer = services.GetRequiredKeyedService<IExportWriter>(format);
        return new AuditDownload(writer.ContentType, $"audit-{row.RequestedAt:yyyyMMdd-HHmmss}.{writer.Extension}", Write);

        async Task Write(Stream output, CancellationToken cancel)
        {
            try
            {
                using var file = new ExportFile(output);
                var count = await writer.Write(AuditQueryText.Read(row.Query), row.ToEvent, file, cancel);
                (row.Records, row.Bytes, row.Sha256, row.EndedAt) = (count, file.Bytes, file.Sha256, clock.Now());
                await End(actor, row, cancel);
            }
            catch (Exception)
            {
                await audit.WriteAlone(Entry(actor, new AuditExportId(row.Id), format, AuditOutcome.Failed, "broken-off"), CancellationToken.None);
                throw;
            }
        }
    }

    /// <summary>With the fingerprint of the key.</summary>
    public async Task<AuditManifest> Signed(AuditManifest manifest, CancellationToken cancel)
    {
        using var key = await signing.Load(cancel);
        return manifest with { KeyFingerprint = CheckpointKey.Fingerprint(key) };
    }

    private async Task End(Actor actor, AuditExportRow row, CancellationToken cancel)
    {
        using var key = await signing.Load(cancel);
        row.Signature = key.SignData(row.ToManifest().ToSignedBytes(), HashAlgorithmName.SHA256);
        await using var context = await contexts.CreateDbContextAsync(cancel);
        row.BegunAt = await context.Set<AuditExportRow>().Where(one => one.Id == row.Id).Select(one => one.BegunAt).SingleAsync(cancel);
        context.Update(row);
        context.Add(await audit.Row(Entry(actor, new AuditExportId(row.Id), (AuditExportFormat)row.Format, AuditOutcome.Succeeded, "written"), cancel));
        await context.SaveChangesAsync(cancel);
    }
}

/// <summary>Rows of exports as the port answers them.</summary>
internal static class ExportRows
{
    /// <summary>Of one that was written to its end.</summary>
    public static AuditManifest ToManifest(this AuditExportRow row) => new(
        new AuditExportId(row.Id), new PersonId(row.PersonId), (AuditExportFormat)row.Format, row.Query, new AuditEventId(row.ToEvent),
        row.RequestedAt.ToUniversalTime(), row.EndedAt!.Value.ToUniversalTime(), row.Records, row.Bytes, row.Sha256!);

    public static AuditExportLine ToLine(this AuditExportRow row, string? name) =>
        new(new AuditExportId(row.Id), new PersonId(row.PersonId), name, (AuditExportFormat)row.Format, row.RequestedAt, row.BegunAt, row.EndedAt, row.Records, row.Bytes);
}
