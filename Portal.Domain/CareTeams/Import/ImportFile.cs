using System.Globalization;
using System.Text;
using Portal.Domain.Identity;
using Portal.Domain.Identity.Staff;
using Portal.Domain.Shared;

namespace Portal.Domain.CareTeams.Import;

/// <summary>A line that says something: somebody, and from when to when (exclusive) of which care teams, by their identifiers.</summary>
public sealed record ImportRow(int Line, NewStaff Person, IReadOnlyList<string> CareTeams, DateTimeOffset? From, DateTimeOffset? To)
{
    public override string ToString() => $"{Line}";
}

/// <summary>A file as it was read: the lines that say something, and what is wrong with the others. Pure: nothing is asked of who is known.</summary>
public sealed record ImportFile(IReadOnlyList<ImportRow> Rows, IReadOnlyList<ImportError> Errors)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly Dictionary<string, StaffRoles> Roles = Enum.GetValues<StaffRoles>().Where(role => (role & StaffRules.All) != StaffRoles.None)
        .ToDictionary(role => role.ToString(), StringComparer.OrdinalIgnoreCase);

    public static Outcome<ImportFile> Read(ReadOnlyMemory<byte> csv)
    {
        if (csv.Length > ImportRules.MostBytes) return ImportRules.TooLarge;
        if (!TryDecode(csv.Span, out var text)) return ImportRules.NotUtf8;

        // Counted before anything is read: what is too long costs nothing more.
        if (text.AsSpan().Count('\n') > ImportRules.MostLines + 1 || text.AsSpan().Count('\r') > ImportRules.MostLines + 1) return ImportRules.TooManyLines;
        var header = text.AsSpan(0, Math.Max(text.IndexOfAny(['\r', '\n']), 0));
        var records = new Csv(text, header.Contains(';') ? ';' : ',').Records().ToList();
        if (records.Count > ImportRules.MostLines + 1) return ImportRules.TooManyLines;
        if (records.Count == 0 || !records[0].Cells.Select(cell => cell.Trim()).SequenceEqual(ImportRules.Columns, StringComparer.OrdinalIgnoreCase))
            return new ImportFile([], [new(1, "", ImportFault.Header)]);
        var (rows, errors) = (new List<ImportRow>(), new List<ImportError>());
        foreach (var record in records.Skip(1)) Read(record, rows, errors);
        errors.AddRange(Twice(rows, row => row.Person.UserName, "userName"));
        errors.AddRange(Twice(rows, row => row.Person.Email, "email"));
        return new ImportFile(rows, errors);
    }

    private static bool TryDecode(ReadOnlySpan<byte> csv, out string text)
    {
        try
        {
            text = Strict.GetString(csv.StartsWith(Encoding.UTF8.Preamble) ? csv[3..] : csv);
            return !text.Contains('\0', StringComparison.Ordinal);
        }
        catch (DecoderFallbackException)
        {
            text = "";
            return false;
        }
    }

    private static void Read(CsvRecord record, List<ImportRow> rows, List<ImportError> errors)
    {
        var before = errors.Count;
        if (record.IsBroken) Wrong("", ImportFault.Quote);
        else if (record.Cells.Count != ImportRules.Columns.Count) Wrong("", ImportFault.Cells);
        if (errors.Count > before) return;
        var cells = record.Cells.Select(cell => cell.Trim(' ')).ToList();
        for (var column = 0; column < cells.Count; column++)
            if (cells[column] is ['=' or '+' or '-' or '@' or '\t' or '\r', ..]) Wrong(ImportRules.Columns[column], ImportFault.Formula);
        if (errors.Count > before) return;
        var person = new NewStaff(cells[0], cells[1], cells[2], RolesOf(cells[3]));
        foreach (var path in StaffRules.Objection(person)?.Errors?.Keys ?? [])
            Wrong(path, path switch { "userName" => ImportFault.UserName, "email" => ImportFault.Email, "displayName" => ImportFault.DisplayName, _ => ImportFault.Roles });
        var (from, to) = (Day("from", cells[5]), Day("to", cells[6]));
        if (to < from) Wrong("to", ImportFault.Period);
        if (errors.Count == before) rows.Add(new(record.Line, person, [.. Words(cells[4]).Distinct(StringComparer.Ordinal)], from, to?.AddDays(1)));

        void Wrong(string column, ImportFault fault) => errors.Add(new(record.Line, column, fault));

        DateTimeOffset? Day(string column, string cell)
        {
            if (cell.Length == 0) return null;
            if (DateOnly.TryParseExact(cell, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day < DateOnly.MaxValue) return new(day, TimeOnly.MinValue, TimeSpan.Zero);
            Wrong(column, ImportFault.Date);
            return null;
        }
    }

    /// <summary>A word that names no role makes the whole of them unknown.</summary>
    private static StaffRoles RolesOf(string cell) =>
        Words(cell).Aggregate(StaffRoles.None, (roles, word) => roles | (Roles.TryGetValue(word, out var role) ? role : ~StaffRules.All));

    private static string[] Words(string cell) => cell.Split([' ', '|'], StringSplitOptions.RemoveEmptyEntries);

    private static IEnumerable<ImportError> Twice(List<ImportRow> rows, Func<ImportRow, string> name, string column) =>
        rows.GroupBy(name, StringComparer.OrdinalIgnoreCase).SelectMany(same => same.Skip(1)).Select(row => new ImportError(row.Line, column, ImportFault.Twice));
}
