using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Portal.Infrastructure.Shared.Database;

// For `dotnet ef` only: the model is what counts, no connection is ever opened.

internal sealed class PostgresPortalDesign : IDesignTimeDbContextFactory<PostgresPortalDbContext>
{
    public PostgresPortalDbContext CreateDbContext(string[] args) =>
        new((DbContextOptions<PostgresPortalDbContext>)Providers.Configure(new DbContextOptionsBuilder<PostgresPortalDbContext>(), DatabaseProvider.Postgres, "Host=design").Options);
}

internal sealed class SqlServerPortalDesign : IDesignTimeDbContextFactory<SqlServerPortalDbContext>
{
    public SqlServerPortalDbContext CreateDbContext(string[] args) =>
        new((DbContextOptions<SqlServerPortalDbContext>)Providers.Configure(new DbContextOptionsBuilder<SqlServerPortalDbContext>(), DatabaseProvider.SqlServer, "Server=design").Options);
}

internal sealed class PostgresKeyStoreDesign : IDesignTimeDbContextFactory<PostgresKeyStoreDbContext>
{
    public PostgresKeyStoreDbContext CreateDbContext(string[] args) =>
        new((DbContextOptions<PostgresKeyStoreDbContext>)Providers.Configure(new DbContextOptionsBuilder<PostgresKeyStoreDbContext>(), DatabaseProvider.Postgres, "Host=design").Options);
}

internal sealed class SqlServerKeyStoreDesign : IDesignTimeDbContextFactory<SqlServerKeyStoreDbContext>
{
    public SqlServerKeyStoreDbContext CreateDbContext(string[] args) =>
        new((DbContextOptions<SqlServerKeyStoreDbContext>)Providers.Configure(new DbContextOptionsBuilder<SqlServerKeyStoreDbContext>(), DatabaseProvider.SqlServer, "Server=design").Options);
}
