using Npgsql;

namespace Portal.Testing.Database;

/// <summary>What only a superuser of the database server can do and see: tampering, and looking over the program's shoulder.</summary>
public static class Superuser
{
    /// <summary>Runs SQL with positional parameters ($1, $2, ...); the number of rows it touched.</summary>
    public static async Task<int> Execute(this PortalDatabase database, string sql, params object[] values)
    {
        await using var connection = new NpgsqlConnection(database.Superuser);
        await connection.OpenAsync();
        await using var command = Command(connection, sql, values);
        return await command.ExecuteNonQueryAsync();
    }

    /// <summary>The first column of the first row.</summary>
    public static async Task<T> Scalar<T>(this PortalDatabase database, string sql, params object[] values)
    {
        await using var connection = new NpgsqlConnection(database.Superuser);
        await connection.OpenAsync();
        await using var command = Command(connection, sql, values);
        return (T)(await command.ExecuteScalarAsync() ?? throw new InvalidOperationException("There is no such row."));
    }

    public static Task<bool> IsAnybodyWaitingForALock(this PortalDatabase database) =>
        database.Scalar<bool>("select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')");

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, object[] values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }
}
