using Npgsql;

namespace Portal.Infrastructure.Shared.Database;

/// <summary>What the portal asks of its PostgreSQL connections where the operator's connection string says nothing else.</summary>
internal static class PostgresConnections
{
    /// <summary>Statements a connection keeps parsed; a busy portal asks some dozens over and over.</summary>
    private const int KeptStatements = 50;

    /// <summary>
    /// A connection keeps the statements that it was asked often, and is not reset between two uses: nothing here leaves anything behind in a session
    /// (settings are local to a transaction, advisory locks too, and what listens has connections of its own). Behind a pooler that hands each transaction another
    /// session and cannot keep prepared statements, the connection string says <c>Max Auto Prepare=0</c>.
    /// </summary>
    public static string Keeping(string connection)
    {
        var settings = new NpgsqlConnectionStringBuilder(connection);
        if (!settings.ShouldSerialize("Max Auto Prepare")) settings.MaxAutoPrepare = KeptStatements;
        if (!settings.ShouldSerialize("No Reset On Close")) settings.NoResetOnClose = true;
        return settings.ConnectionString;
    }
}
