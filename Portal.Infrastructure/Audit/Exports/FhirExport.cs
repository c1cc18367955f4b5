using System.Buffers;
using System.Text.Json;
using Portal.Domain.Audit;

namespace Portal.Infrastructure.Audit.Exports;

/// <summary>One <c>AuditEvent</c> of FHIR R4 a line (NDJSON).</summary>
internal sealed class FhirExport(ExportLines lines) : IExportWriter
{
    public string ContentType => "application/fhir+ndjson";

    public string Extension => "ndjson";

    public async Task<long> Write(AuditQueryText asked, Guid upTo, ExportFile file, CancellationToken cancel)
    {
        var (buffer, count) = (new ArrayBufferWriter<byte>(64 * 1024), 0L);
        using var json = new Utf8JsonWriter(buffer);
        await foreach (var batch in lines.Of(asked.ToQuery(), upTo, cancel))
        {
            foreach (var line in batch) Append(line);
            count += batch.Count;
            await file.Write(buffer, cancel);
        }

        return count;

        void Append(AuditLine line)
        {
            FhirAuditEvent.Write(json, line);
            json.Flush();
            json.Reset();
            buffer.Write("\n"u8);
        }
    }
}
