using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Infrastructure.Identity;

/// <summary>A member of staff. Patients are never accounts.</summary>
internal sealed class StaffAccount : IdentityUser<Guid>
{
    public string DisplayName { get; set; } = "";

    /// <summary><see cref="Domain.Identity.StaffRoles"/>.</summary>
    public int Roles { get; set; }

    /// <summary>False is suspended: no session, no sign-in.</summary>
    public bool IsActive { get; set; } = true;

    public DateTimeOffset CreatedAt { get; set; }
}

/// <summary>A sign-in at the portal; the cookie names it and is nobody without it.</summary>
internal sealed class StaffSessionRow : IEntityTypeConfiguration<StaffSessionRow>
{
    public Guid Id { get; set; }

    public Guid PersonId { get; set; }

    public DateTimeOffset BegunAt { get; set; }

    public DateTimeOffset LastSeenAt { get; set; }

    /// <summary>When the person last proved who is there.</summary>
    public DateTimeOffset AuthenticatedAt { get; set; }

    public DateTimeOffset EndsAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    public string? Address { get; set; }

    public void Configure(EntityTypeBuilder<StaffSessionRow> builder)
    {
        builder.ToTable("staff_sessions");
        builder.HasKey(row => row.Id);
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.Address).HasMaxLength(64);
        builder.HasIndex(row => row.PersonId);
    }
}

/// <summary>One row: grows with every change of anybody's access, in that change's own transaction.</summary>
internal sealed class AccessVersionRow : IEntityTypeConfiguration<AccessVersionRow>
{
    public short Id { get; set; }

    public long Version { get; set; }

    public void Configure(EntityTypeBuilder<AccessVersionRow> builder)
    {
        builder.ToTable("access_version");
        builder.HasKey(row => row.Id);
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.HasData(new AccessVersionRow { Id = 1, Version = 1 });
    }
}

/// <summary>A data-protection key, its XML sealed under the key-encryption key.</summary>
internal sealed class DataProtectionKeyRow : IEntityTypeConfiguration<DataProtectionKeyRow>
{
    public Guid Id { get; set; }

    public string Xml { get; set; } = "";

    public void Configure(EntityTypeBuilder<DataProtectionKeyRow> builder)
    {
        builder.ToTable("data_protection_keys");
        builder.HasKey(row => row.Id);
        builder.Property(row => row.Id).ValueGeneratedNever();
    }
}
