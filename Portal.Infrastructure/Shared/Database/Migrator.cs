using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Portal.Domain.Shared;
using Portal.Infrastructure.Shared.Dialects;

namespace Portal.Infrastructure.Shared.Database;

/// <inheritdoc/>
internal sealed class Migrator(IConfiguration configuration, IOptions<DatabaseOptions> options, ISqlDialect dialect) : IDatabaseUpkeep
{
    public async Task Migrate(CancellationToken cancel)
    {
        await using (var keys = KeyStore("PortalKeysOwner", "PortalKeys"))
        {
            await keys.Database.MigrateAsync(cancel);
            await dialect.Grant(keys.Database, RoleOf("PortalKeys"), [], cancel);
        }

        await using var content = Content("PortalOwner", "Portal");
        await content.Database.MigrateAsync(cancel);
        await dialect.Grant(content.Database, RoleOf("Portal"), AppendOnly, cancel);
    }

    public async Task<string?> Objection(CancellationToken cancel)
    {
        await using var content = Content("Portal");
        await using var keys = KeyStore("PortalKeys");
        return await Behind(content, "portal", cancel) ?? await Behind(keys, "key store", cancel);
    }

    /// <summary>Tables that only grow: the runtime role reads and inserts, nothing else.</summary>
    public static readonly string[] AppendOnly = ["audit_events", "audit_links", "audit_checkpoints", "conversation_events", "visit_moments", "summary_versions"];

    private static async Task<string?> Behind(DbContext context, string name, CancellationToken cancel)
    {
        try
        {
            var pending = await context.Database.GetPendingMigrationsAsync(cancel);
            return pending.Any() ? $"The {name} database is of an older version: run the program with 'migrate' first." : null;
        }
        catch (System.Data.Common.DbException error)
        {
            return $"The {name} database does not answer ({error.SqlState ?? error.GetType().Name}): is it running, and is its connection string right?";
        }
    }

    private PortalDbContext Content(string name, string? fallback = null)
    {
        var connection = DatabaseOptions.Connection(configuration, name, fallback);
        return options.Value.Kind switch
        {
            DatabaseProvider.Postgres => new PostgresPortalDbContext(Options<PostgresPortalDbContext>(connection)),
            DatabaseProvider.SqlServer => new SqlServerPortalDbContext(Options<SqlServerPortalDbContext>(connection)),
        };
    }

    private KeyStoreDbContext KeyStore(string name, string? fallback = null)
    {
        var connection = DatabaseOptions.Connection(configuration, name, fallback);
        return options.Value.Kind switch
        {
            DatabaseProvider.Postgres => new PostgresKeyStoreDbContext(Options<PostgresKeyStoreDbContext>(connection)),
            DatabaseProvider.SqlServer => new SqlServerKeyStoreDbContext(Options<SqlServerKeyStoreDbContext>(connection)),
        };
    }

    private DbContextOptions<TContext> Options<TContext>(string connection) where TContext : DbContext =>
        (DbContextOptions<TContext>)Providers.Configure(new DbContextOptionsBuilder<TContext>(), options.Value.Kind, connection).Options;

    /// <summary>The role that the running program connects as, by its own connection string.</summary>
    private string RoleOf(string name)
    {
        var builder = new System.Data.Common.DbConnectionStringBuilder { ConnectionString = DatabaseOptions.Connection(configuration, name) };
        foreach (var key in (string[])["Username", "User Id", "User ID", "UID", "User"])
            if (builder.TryGetValue(key, out var role) && role is string { Length: > 0 } text) return text;
        throw new SetupException($"The connection string '{name}' names no user, so the runtime role is not known.");
    }
}
