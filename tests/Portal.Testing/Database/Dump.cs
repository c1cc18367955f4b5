using System.Text;
using Npgsql;

namespace Portal.Testing.Database;

/// <summary>Every row of every table of both databases as text: what somebody would have who stole a dump.</summary>
public static class Dump
{
    /// <summary>One line a row, <c>bytea</c> as hexadecimal digits.</summary>
    public static async Task<string> Text(PortalDatabase database)
    {
        var text = new StringBuilder();
        foreach (var connection in (string[])[database.Superuser, database.KeyStoreSuperuser]) await Append(text, connection);
        return text.ToString();
    }

    /// <summary>Whether the words stand anywhere as UTF-8, UTF-16 or base64, in text or in bytes.</summary>
    public static IEnumerable<string> Forms(string words)
    {
        var (utf8, utf16) = (Encoding.UTF8.GetBytes(words), Encoding.Unicode.GetBytes(words));
        yield return words;
        yield return Convert.ToHexStringLower(utf8);
        yield return Convert.ToHexStringLower(utf16);

        // The middle of the base64 is the same wherever the words begin in what is encoded.
        for (var offset = 0; offset < 3; offset++)
        {
            var shifted = Convert.ToBase64String([.. new byte[offset], .. utf8]);
            var middle = shifted[4..^4];
            yield return middle;
            yield return Convert.ToHexStringLower(Encoding.ASCII.GetBytes(middle));
        }
    }

    private static async Task Append(StringBuilder text, string connection)
    {
        await using var source = NpgsqlDataSource.Create(connection);
        var tables = new List<string>();
        await using (var command = source.CreateCommand("select quote_ident(table_name) from information_schema.tables where table_schema = 'public'"))
        await using (var reader = await command.ExecuteReaderAsync())
            while (await reader.ReadAsync()) tables.Add(reader.GetString(0));
        foreach (var table in tables)
        {
            await using var command = source.CreateCommand($"select row.*::text from {table} row");
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync()) text.AppendLine(reader.GetString(0));
        }
    }
}
