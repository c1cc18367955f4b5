using Npgsql;
using Portal.Testing.Time;

namespace Portal.Testing.Database;

/// <summary>
/// A row that the test keeps locked until everybody it is about waits: what a race needs to be one on every machine.
/// </summary>
public sealed class HeldLock : IAsyncDisposable
{
    private readonly NpgsqlDataSource source;
    private readonly NpgsqlConnection connection;
    private readonly NpgsqlTransaction transaction;

    private HeldLock(NpgsqlDataSource source, NpgsqlConnection connection, NpgsqlTransaction transaction) =>
        (this.source, this.connection, this.transaction) = (source, connection, transaction);

    /// <summary>Locks what <paramref name="sql"/> (<c>select ... for update</c>) names.</summary>
    public static async Task<HeldLock> Take(PortalDatabase database, string sql)
    {
        var sessions = NpgsqlDataSource.Create(database.Superuser);
        var session = await sessions.OpenConnectionAsync();
        var held = new HeldLock(sessions, session, await session.BeginTransactionAsync());
        await using var command = new NpgsqlCommand(sql, session, held.transaction);
        await command.ExecuteNonQueryAsync();
        return held;
    }

    /// <summary>Lets go once so many sessions of the database wait for a lock.</summary>
    public async Task ReleaseWhenWaiting(int waiting)
    {
        await using var command = source.CreateCommand("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'");
        await Until.True(async () => (long)(await command.ExecuteScalarAsync())! >= waiting);
        await transaction.CommitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
        await source.DisposeAsync();
    }
}
