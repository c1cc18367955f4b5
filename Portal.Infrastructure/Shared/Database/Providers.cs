using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Portal.Infrastructure.Shared.Database;

internal enum DatabaseProvider
{
    Postgres,
    SqlServer,
}

/// <summary>How a context is told its provider: one place for the running program, tests, and <c>dotnet ef</c>.</summary>
internal static class Providers
{
    /// <summary>Identity's model asks the context's services for its schema version; this answers it without a running host.</summary>
    private static readonly ServiceProvider IdentitySchema = new ServiceCollection()
        .Configure<IdentityOptions>(options => options.Stores.SchemaVersion = IdentitySchemaVersions.Version3)
        .BuildServiceProvider();

    public static DbContextOptionsBuilder Configure(DbContextOptionsBuilder options, DatabaseProvider provider, string connection)
    {
        options.UseApplicationServiceProvider(IdentitySchema);
        return provider switch
        {
            DatabaseProvider.Postgres => options.UseNpgsql(PostgresConnections.Keeping(connection)),
            DatabaseProvider.SqlServer => options.UseSqlServer(connection),
        };
    }
}
