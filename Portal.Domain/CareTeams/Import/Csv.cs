using System.Text;

namespace Portal.Domain.CareTeams.Import;

/// <summary>One record of a file: where it begins, and its cells. An open quote ends the file.</summary>
internal sealed record CsvRecord(int Line, IReadOnlyList<string> Cells, bool IsBroken);

/// <summary>RFC 4180, with lines ended by CR LF, LF or CR. Empty lines are passed over.</summary>
internal sealed class Csv(string text, char separator)
{
    private int position;
    private int line = 1;

    public IEnumerable<CsvRecord> Records()
    {
        while (position < text.Length)
        {
            var record = Record();
            if (record.Cells.Count > 1 || record.Cells[0].Length > 0 || record.IsBroken) yield return record;
            if (record.IsBroken) yield break;
        }
    }

    private CsvRecord Record()
    {
        var (begins, cells) = (line, new List<string>());
        while (true)
        {
            var cell = position < text.Length && text[position] == '"' ? Quoted() : Plain();
            if (cell is null) return new(begins, [.. cells, ""], IsBroken: true);
            cells.Add(cell);
            if (position == text.Length) return new(begins, cells, IsBroken: false);
            if (text[position++] == separator) continue;
            if (text[position - 1] == '\r' && position < text.Length && text[position] == '\n') position++;
            line++;
            return new(begins, cells, IsBroken: false);
        }
    }

    private string Plain()
    {
        var start = position;
        while (position < text.Length && text[position] != separator && text[position] is not ('\r' or '\n')) position++;
        return text[start..position];
    }

    /// <summary>Null where nothing closes it, or something other than the next cell stands behind it.</summary>
    private string? Quoted()
    {
        var cell = new StringBuilder();
        for (position++; position < text.Length; position++)
        {
            if (text[position] == '\n' || (text[position] == '\r' && !(position + 1 < text.Length && text[position + 1] == '\n'))) line++;
            if (text[position] != '"') cell.Append(text[position]);
            else if (position + 1 < text.Length && text[position + 1] == '"') cell.Append(text[position++]);
            else
            {
                position++;
                return position == text.Length || text[position] == separator || text[position] is '\r' or '\n' ? cell.ToString() : null;
            }
        }

        return null;
    }
}
