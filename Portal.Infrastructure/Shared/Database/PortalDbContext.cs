using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Shared.Keys;

namespace Portal.Infrastructure.Shared.Database;

/// <summary>
/// The content database. Each feature's folder holds its rows with their configuration; one context per operation, from the factory.
/// The two derived types exist so that each provider has migrations of its own from this one model.
/// </summary>
internal abstract class PortalDbContext(DbContextOptions options) : IdentityUserContext<StaffAccount, Guid>(options)
{
    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.Entity<StaffAccount>(staff =>
        {
            staff.ToTable("staff");
            staff.Property(row => row.Id).ValueGeneratedNever();
            staff.Property(row => row.DisplayName).HasMaxLength(200);
            // A link to a forgotten password goes to one person.
            staff.HasIndex(row => row.NormalizedEmail).IsUnique();
            staff.Property(row => row.ExternalId).HasMaxLength(200);
            staff.HasIndex(row => row.ExternalId).IsUnique().HasFilter("external_id is not null");
        });
        builder.Entity<IdentityUserClaim<Guid>>().ToTable("staff_claims");
        builder.Entity<IdentityUserLogin<Guid>>().ToTable("staff_logins");
        builder.Entity<IdentityUserToken<Guid>>().ToTable("staff_tokens");
        builder.Entity<IdentityUserPasskey<Guid>>().ToTable("staff_passkeys");
        builder.ApplyConfigurationsFromAssembly(typeof(PortalDbContext).Assembly, type => type != typeof(DataKeyRow));
        SnakeCase.Apply(builder);
    }
}

internal sealed class PostgresPortalDbContext(DbContextOptions<PostgresPortalDbContext> options) : PortalDbContext(options);

internal sealed class SqlServerPortalDbContext(DbContextOptions<SqlServerPortalDbContext> options) : PortalDbContext(options);
