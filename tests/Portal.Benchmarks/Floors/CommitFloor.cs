using System.Threading.Channels;
using Npgsql;

namespace Portal.Benchmarks.Floors;

/// <summary>
/// The least that anything durable costs on this machine: one row as a message has it, committed alone by a prepared statement, on connections that are open
/// already. No lock, no decision, no other row, no index but the primary key.
/// </summary>
internal sealed class CommitFloor : IAsyncDisposable
{
    /// <summary>A sealed body of <see cref="Load.Words.Text"/>.</summary>
    private const int BodyLength = 140;

    private const int FingerprintLength = 32;
    private readonly NpgsqlDataSource source;
    private readonly Channel<FloorConnection> idle = Channel.CreateUnbounded<FloorConnection>();

    private CommitFloor(NpgsqlDataSource source) => this.source = source;

    public static async Task<CommitFloor> Open(string connectionString, int connections)
    {
        var floor = new CommitFloor(NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { MaxPoolSize = connections + 1 }.ConnectionString));
        await using (var create = floor.source.CreateCommand("""
            create table if not exists floor_events (conversation_id uuid, sequence bigint, event_id uuid, at timestamptz, type smallint, sender_id uuid, sender_kind smallint,
              client_message_id uuid, target bigint, target_sender_id uuid, fingerprint bytea, body bytea, primary key (conversation_id, sequence))
            """))
            await create.ExecuteNonQueryAsync();
        for (var index = 0; index < connections; index++) floor.idle.Writer.TryWrite(await FloorConnection.Open(floor.source, FingerprintLength, BodyLength));
        return floor;
    }

    /// <summary>Commits one row on a connection that is idle, or on the first to become so.</summary>
    public async Task Commit()
    {
        var connection = await idle.Reader.ReadAsync();
        await connection.Commit();
        idle.Writer.TryWrite(connection);
    }

    public async ValueTask DisposeAsync()
    {
        while (idle.Reader.TryRead(out var connection)) await connection.DisposeAsync();
        await source.DisposeAsync();
    }

    private sealed class FloorConnection(NpgsqlConnection connection, NpgsqlCommand insert) : IAsyncDisposable
    {
        private long sequence;

        public static async Task<FloorConnection> Open(NpgsqlDataSource source, int fingerprint, int body)
        {
            var connection = await source.OpenConnectionAsync();
            var insert = new NpgsqlCommand("insert into floor_events values ($1, $2, $3, $4, 1, $5, 1, $6, null, null, $7, $8)", connection);
            foreach (var value in (object[])[Guid.CreateVersion7(), 0L, Guid.Empty, DateTime.UtcNow, Guid.CreateVersion7(), Guid.Empty, new byte[fingerprint], new byte[body]])
                insert.Parameters.Add(new NpgsqlParameter { Value = value });
            Random.Shared.NextBytes((byte[])insert.Parameters[7].Value!);
            await insert.PrepareAsync();
            return new FloorConnection(connection, insert);
        }

        public Task<int> Commit()
        {
            insert.Parameters[1].Value = ++sequence;
            insert.Parameters[2].Value = Guid.CreateVersion7();
            insert.Parameters[3].Value = DateTime.UtcNow;
            insert.Parameters[5].Value = Guid.CreateVersion7();
            return insert.ExecuteNonQueryAsync();
        }

        public async ValueTask DisposeAsync()
        {
            await insert.DisposeAsync();
            await connection.DisposeAsync();
        }
    }
}
