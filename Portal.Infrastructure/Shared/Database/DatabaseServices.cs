using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Shared.Dialects;

namespace Portal.Infrastructure.Shared.Database;

internal static class DatabaseServices
{
    public static IServiceCollection AddDatabases(this IServiceCollection services)
    {
        services.AddOptions<DatabaseOptions>().BindConfiguration(DatabaseOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddDbContextFactory<PostgresPortalDbContext>(Use("Portal", DatabaseProvider.Postgres));
        services.AddDbContextFactory<SqlServerPortalDbContext>(Use("Portal", DatabaseProvider.SqlServer));
        services.AddDbContextFactory<PostgresKeyStoreDbContext>(Use("PortalKeys", DatabaseProvider.Postgres));
        services.AddDbContextFactory<SqlServerKeyStoreDbContext>(Use("PortalKeys", DatabaseProvider.SqlServer));
        services.AddSingleton<IDbContextFactory<PortalDbContext>, ContextFactory<PortalDbContext, PostgresPortalDbContext, SqlServerPortalDbContext>>();
        services.AddSingleton<IDbContextFactory<KeyStoreDbContext>, ContextFactory<KeyStoreDbContext, PostgresKeyStoreDbContext, SqlServerKeyStoreDbContext>>();
        services.AddSingleton<ISqlDialect>(provider => provider.GetRequiredService<IOptions<DatabaseOptions>>().Value.Kind switch
        {
            DatabaseProvider.Postgres => new PostgresDialect(),
            DatabaseProvider.SqlServer => new SqlServerDialect(),
        });
        services.AddSingleton<Migrator>();
        services.AddSingleton<Domain.Shared.IDatabaseUpkeep>(provider => provider.GetRequiredService<Migrator>());
        services.AddSingleton<Domain.Shared.IDependencyCheck>(provider => new DatabaseCheck<PortalDbContext>(
            "database", provider.GetRequiredService<IDbContextFactory<PortalDbContext>>(), (context, cancel) => context.Set<AccessVersionRow>().AnyAsync(cancel)));
        services.AddSingleton<Domain.Shared.IDependencyCheck>(provider => new DatabaseCheck<KeyStoreDbContext>(
            "keys", provider.GetRequiredService<IDbContextFactory<KeyStoreDbContext>>(), (context, cancel) => context.DataKeys.AnyAsync(cancel)));
        return services;
    }

    private static Action<IServiceProvider, DbContextOptionsBuilder> Use(string name, DatabaseProvider kind) => (services, options) =>
        Providers.Configure(options, kind, DatabaseOptions.Connection(services.GetRequiredService<IConfiguration>(), name));
}

/// <summary>One factory of the abstract context, whichever provider is configured.</summary>
internal sealed class ContextFactory<TContext, TPostgres, TSqlServer>(IServiceProvider services, IOptions<DatabaseOptions> options) : IDbContextFactory<TContext>
    where TContext : DbContext
    where TPostgres : TContext
    where TSqlServer : TContext
{
    private readonly Func<TContext> create = options.Value.Kind switch
    {
        DatabaseProvider.Postgres => services.GetRequiredService<IDbContextFactory<TPostgres>>().CreateDbContext,
        DatabaseProvider.SqlServer => services.GetRequiredService<IDbContextFactory<TSqlServer>>().CreateDbContext,
    };

    public TContext CreateDbContext() => create();
}
