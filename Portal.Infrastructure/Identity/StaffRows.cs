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

    public DateTimeOffset? LastSignInAt { get; set; }

    /// <summary>What the hospital's directory calls the person; unique where there is one.</summary>
    public string? ExternalId { get; set; }
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

    /// <summary>Wrong proofs of who is there since the last right one; too many end the session.</summary>
    public int WrongProofs { get; set; }

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

/// <summary>
/// Something that was handed out once and comes back once: the ticket between two steps of a sign-in, or the code of a mail's link. Deleted when used.
/// </summary>
internal sealed class StaffTicketRow : IEntityTypeConfiguration<StaffTicketRow>
{
    /// <summary>Keyed hash of the token.</summary>
    public byte[] Hash { get; set; } = [];

    /// <summary><see cref="TicketPurpose"/>.</summary>
    public short Purpose { get; set; }

    public Guid PersonId { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset ExpiresAt { get; set; }

    /// <summary>128 bits of the hash: tells tickets apart where an id is asked for.</summary>
    public Guid Name => new(Hash.AsSpan(0, 16));

    public void Configure(EntityTypeBuilder<StaffTicketRow> builder)
    {
        builder.ToTable("staff_tickets");
        builder.HasKey(row => row.Hash);
        builder.Ignore(row => row.Name);
        builder.Property(row => row.Hash).HasMaxLength(32);
        builder.HasIndex(row => row.PersonId);
        builder.HasIndex(row => row.ExpiresAt);
        builder.HasOne<StaffAccount>().WithMany().HasForeignKey(row => row.PersonId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal enum TicketPurpose : short
{
    /// <summary>The password was proven, the second factor not yet.</summary>
    SecondFactor = 1,
    PasswordReset = 2,
    Invitation = 3,

    /// <summary>As <see cref="SecondFactor"/>, behind the word of the hospital's provider.</summary>
    SecondFactorAfterProvider = 4,
}

/// <summary>A browser in which a person has signed in: it has a count of failed attempts of its own.</summary>
internal sealed class StaffDeviceRow : IEntityTypeConfiguration<StaffDeviceRow>
{
    /// <summary>Keyed hash of the token in the browser's cookie.</summary>
    public byte[] Hash { get; set; } = [];

    public Guid PersonId { get; set; }

    public int FailedCount { get; set; }

    public DateTimeOffset? LockedUntil { get; set; }

    public DateTimeOffset LastUsedAt { get; set; }

    public void Configure(EntityTypeBuilder<StaffDeviceRow> builder)
    {
        builder.ToTable("staff_devices");
        builder.HasKey(row => row.Hash);
        builder.Property(row => row.Hash).HasMaxLength(32);
        builder.HasIndex(row => row.PersonId);
        builder.HasOne<StaffAccount>().WithMany().HasForeignKey(row => row.PersonId).OnDelete(DeleteBehavior.Restrict);
    }
}

/// <summary>The authenticator app of a person.</summary>
internal sealed class SecondFactorRow : IEntityTypeConfiguration<SecondFactorRow>
{
    public Guid PersonId { get; set; }

    /// <summary>The secret in use, sealed under the organisation's key; null until the first one is confirmed.</summary>
    public byte[]? Secret { get; set; }

    /// <summary>A new secret that waits for its first code, sealed for the one ticket or session that is shown it.</summary>
    public byte[]? Pending { get; set; }

    public DateTimeOffset? ConfirmedAt { get; set; }

    /// <summary>The time step of the last code that was used; no code of it or of an earlier one counts again.</summary>
    public long LastStep { get; set; }

    public void Configure(EntityTypeBuilder<SecondFactorRow> builder)
    {
        builder.ToTable("staff_second_factors");
        builder.HasKey(row => row.PersonId);
        builder.HasOne<StaffAccount>().WithMany().HasForeignKey(row => row.PersonId).OnDelete(DeleteBehavior.Restrict);
    }
}

/// <summary>A recovery code, by a keyed hash. Deleted when used.</summary>
internal sealed class RecoveryCodeRow : IEntityTypeConfiguration<RecoveryCodeRow>
{
    public Guid PersonId { get; set; }

    public byte[] Hash { get; set; } = [];

    public void Configure(EntityTypeBuilder<RecoveryCodeRow> builder)
    {
        builder.ToTable("staff_recovery_codes");
        builder.HasKey(row => new { row.PersonId, row.Hash });
        builder.Property(row => row.Hash).HasMaxLength(32);
        builder.HasOne<StaffAccount>().WithMany().HasForeignKey(row => row.PersonId).OnDelete(DeleteBehavior.Restrict);
    }
}

/// <summary>What one administrator asked for and another has yet to give: roles, or an empty second factor.</summary>
internal sealed class RoleRequestRow : IEntityTypeConfiguration<RoleRequestRow>
{
    public Guid Id { get; set; }

    public Guid PersonId { get; set; }

    /// <summary><see cref="Domain.Identity.Staff.StaffRequestKind"/>.</summary>
    public short Kind { get; set; }

    /// <summary>What is to be added, where roles are asked for.</summary>
    public int Roles { get; set; }

    public Guid RequestedBy { get; set; }

    public DateTimeOffset RequestedAt { get; set; }

    public Guid? DecidedBy { get; set; }

    public DateTimeOffset? DecidedAt { get; set; }

    public bool IsApproved { get; set; }

    public void Configure(EntityTypeBuilder<RoleRequestRow> builder)
    {
        builder.ToTable("role_requests");
        builder.HasKey(row => row.Id);
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.HasIndex(row => row.PersonId);
        builder.HasOne<StaffAccount>().WithMany().HasForeignKey(row => row.PersonId).OnDelete(DeleteBehavior.Restrict);
    }
}

/// <summary>A passkey's challenge between the two steps of a ceremony. Deleted when used.</summary>
internal sealed class PasskeyChallengeRow : IEntityTypeConfiguration<PasskeyChallengeRow>
{
    /// <summary>Keyed hash of the token that the browser holds.</summary>
    public byte[] Hash { get; set; } = [];

    /// <summary>The ceremony's state, sealed under the organisation's key.</summary>
    public byte[] State { get; set; } = [];

    /// <summary>Who adds the passkey; null for a sign-in, where nobody is known yet.</summary>
    public Guid? PersonId { get; set; }

    public DateTimeOffset ExpiresAt { get; set; }

    public void Configure(EntityTypeBuilder<PasskeyChallengeRow> builder)
    {
        builder.ToTable("passkey_challenges");
        builder.HasKey(row => row.Hash);
        builder.Property(row => row.Hash).HasMaxLength(32);
        builder.HasIndex(row => row.ExpiresAt);
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
