using Microsoft.EntityFrameworkCore;
using Portal.Infrastructure.Shared.Keys;

namespace Portal.Infrastructure.Shared.Database;

/// <summary>
/// The key store: a database apart from the content, with its own roles and backup, so that no dump of the content holds a data key.
/// </summary>
internal abstract class KeyStoreDbContext(DbContextOptions options) : DbContext(options)
{
    public DbSet<DataKeyRow> DataKeys => Set<DataKeyRow>();

    protected override void OnModelCreating(ModelBuilder builder)
    {
        builder.ApplyConfiguration(new DataKeyRow());
        SnakeCase.Apply(builder);
    }
}

internal sealed class PostgresKeyStoreDbContext(DbContextOptions<PostgresKeyStoreDbContext> options) : KeyStoreDbContext(options);

internal sealed class SqlServerKeyStoreDbContext(DbContextOptions<SqlServerKeyStoreDbContext> options) : KeyStoreDbContext(options);
