using Npgsql;
using Portal.Testing.Database;

namespace Portal.Benchmarks.Servers;

/// <summary>
/// The server as one that has been at work for a while: the segments that its write-ahead log will need are there, as they are once it has recycled the first ones. Of a
/// new server each is made when it is needed, 16 MiB of zeros on the disk while every commit waits; a measurement of minutes would be one of its first minutes.
/// </summary>
internal static class SettledLog
{
    private const int Segments = 32;

    public static async Task Make()
    {
        await using var source = NpgsqlDataSource.Create(TestCluster.Admin);
        await Run("alter system set min_wal_size = '1GB'");
        await Run("select pg_reload_conf()");
        for (var index = 0; index < Segments; index++)
        {
            // An empty segment is not left behind.
            await Run("select pg_logical_emit_message(false, 'portal', '')");
            await Run("select pg_switch_wal()");
        }

        await Run("checkpoint");

        async Task Run(string sql)
        {
            await using var command = source.CreateCommand(sql);
            await command.ExecuteNonQueryAsync();
        }
    }
}
