using System.Buffers;
using System.Globalization;
using System.Text;
using Portal.Domain.Audit;
using Portal.Domain.Shared;

namespace Portal.Infrastructure.Audit.Exports;

/// <summary>
/// RFC 4180 in UTF-8 with a byte order mark. A cell that a spreadsheet would take for a formula gets an apostrophe before it (OWASP, CSV injection):
/// names of staff and addresses are words that somebody chose.
/// </summary>
internal sealed class CsvExport(ExportLines lines) : IExportWriter
{
    private const string Columns = "id,at,actorId,actorKind,actorName,roles,action,outcome,patientId,conversationId,careTeamId,subjectId,sequence,code,integrationId,sessionId,address,breakGlassId\r\n";

    /// <summary>What begins a formula, also in the full-width forms that spreadsheets take as well, or is skipped before one.</summary>
    private static readonly SearchValues<char> Formula = SearchValues.Create("=+-@\t\r\n\0\uFF1D\uFF0B\uFF0D\uFF20");

    private static readonly SearchValues<char> Quoted = SearchValues.Create(",\"\r\n");

    public string ContentType => "text/csv; charset=utf-8";

    public string Extension => "csv";

    public async Task<long> Write(AuditQueryText asked, Guid upTo, ExportFile file, CancellationToken cancel)
    {
        var (text, buffer, count) = (new StringBuilder("\uFEFF" + Columns), new ArrayBufferWriter<byte>(), 0L);
        await foreach (var batch in lines.Of(asked.ToQuery(), upTo, cancel))
        {
            foreach (var line in batch) Append(text, line);
            count += batch.Count;
            await Send();
        }

        await Send();
        return count;

        async ValueTask Send()
        {
            foreach (var chunk in text.GetChunks()) Encoding.UTF8.GetBytes(chunk.Span, buffer);
            text.Clear();
            await file.Write(buffer, cancel);
        }
    }

    internal static void Append(StringBuilder text, AuditLine line)
    {
        var record = line.Record;
        string?[] cells =
        [
            record.Id.ToString(), WireTime.Format(record.At), record.ActorId.ToString(), record.ActorKind.ToString(), line.StaffName, record.Roles.ToString(), record.Action.ToString(),
            record.Outcome.ToString(), record.Patient?.ToString(), record.Conversation?.ToString(), record.CareTeam?.ToString(), record.Subject?.ToString("D"),
            record.Sequence?.ToString(CultureInfo.InvariantCulture), record.Code, record.Integration?.ToString(), record.Session?.ToString(), record.Address, record.BreakGlass?.ToString(),
        ];
        foreach (var (index, cell) in cells.Index())
        {
            if (index > 0) text.Append(',');
            text.Append(Cell(cell));
        }

        text.Append("\r\n");
    }

    /// <summary>As it stands in the file.</summary>
    internal static string Cell(string? value)
    {
        if (string.IsNullOrEmpty(value)) return "";
        var harmless = Formula.Contains(value[0]) || Formula.Contains(value.TrimStart() is [var first, ..] ? first : ' ') ? "'" + value : value;
        return harmless.AsSpan().ContainsAny(Quoted) ? $"\"{harmless.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : harmless;
    }
}
