using Npgsql;
using Xunit;

namespace Portal.Web.Tests.Faults;

/// <summary>
/// What lies on the disk of the database's server: every file of the cluster (tables, indexes, write-ahead log, temporary files) and beside it (the server's
/// own log). Read through the server itself, since it may run as another user; after a checkpoint, so that what was in memory is in them.
/// </summary>
internal static class ClusterFiles
{
    private const long Chunk = 16 * 1024 * 1024;

    private const string Written = """
        with recursive tree(path, is_dir) as (
          select path, (pg_stat_file(path, true)).isdir from (
            select name as path from pg_ls_dir('.') name
            union all
            select '../' || name from pg_ls_dir('..') name where not (pg_stat_file('../' || name, true)).isdir) top
          union all
          select tree.path || '/' || name, (pg_stat_file(tree.path || '/' || name, true)).isdir from tree, lateral pg_ls_dir(tree.path, true, false) name where tree.is_dir)
        select path from tree where not is_dir and path !~ '\.s\.PGSQL\.[0-9]+$' and (pg_stat_file(path, true)).modification >= $1
        """;

    /// <summary>Fails where a file that was written since then holds the marker; says how many were looked at.</summary>
    public static async Task<int> AssertAbsent(string superuser, DateTimeOffset since, Marker marker)
    {
        await using var source = NpgsqlDataSource.Create(superuser);
        await using (var checkpoint = source.CreateCommand("checkpoint")) await checkpoint.ExecuteNonQueryAsync();
        var files = new List<string>();
        await using (var list = source.CreateCommand(Written))
        {
            list.Parameters.Add(new NpgsqlParameter { Value = since.UtcDateTime });
            await using var rows = await list.ExecuteReaderAsync();
            while (await rows.ReadAsync()) files.Add(rows.GetString(0));
        }

        foreach (var place in (string[])["pg_wal/", "base/", "../server.log"]) Assert.Contains(files, file => file.StartsWith(place, StringComparison.Ordinal));
        foreach (var file in files) await AssertAbsentIn(source, file, marker);
        return files.Count;
    }

    private static async Task AssertAbsentIn(NpgsqlDataSource source, string file, Marker marker)
    {
        for (var offset = 0L; ; offset += Chunk)
        {
            await using var read = source.CreateCommand("select pg_read_binary_file($1, $2, $3, true)");
            foreach (var value in (object[])[file, offset, Chunk + marker.Longest]) read.Parameters.Add(new NpgsqlParameter { Value = value });
            if (await read.ExecuteScalarAsync() is not byte[] { Length: > 0 } content) return;
            marker.AssertAbsent($"the cluster's {file}", content);
            if (content.Length < Chunk) return;
        }
    }
}
