using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Infrastructure.Identity;

/// <summary>Who belongs to a care team, from when to when (exclusive). Ended, never deleted: the audit asks who could see what.</summary>
internal sealed class MembershipRow : IEntityTypeConfiguration<MembershipRow>
{
    public Guid Id { get; set; }

    public Guid CareTeamId { get; set; }

    public Guid PersonId { get; set; }

    public bool IsModerator { get; set; }

    public DateTimeOffset ValidFrom { get; set; }

    public DateTimeOffset? ValidTo { get; set; }

    public void Configure(EntityTypeBuilder<MembershipRow> builder)
    {
        builder.ToTable("care_team_memberships");
        builder.HasKey(row => row.Id);
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.HasIndex(row => new { row.CareTeamId, row.PersonId });
        builder.HasIndex(row => row.PersonId);
    }
}

/// <summary>Which care teams are a supervisor's unit.</summary>
internal sealed class SupervisionRow : IEntityTypeConfiguration<SupervisionRow>
{
    public Guid PersonId { get; set; }

    public Guid CareTeamId { get; set; }

    public void Configure(EntityTypeBuilder<SupervisionRow> builder)
    {
        builder.ToTable("supervisions");
        builder.HasKey(row => new { row.PersonId, row.CareTeamId });
    }
}

/// <summary>A related person may act for a patient from one date to another.</summary>
internal sealed class ProxyGrantRow : IEntityTypeConfiguration<ProxyGrantRow>
{
    public Guid Id { get; set; }

    public Guid PatientId { get; set; }

    public Guid RelatedPersonId { get; set; }

    /// <summary>A code (FHIR v3-RoleCode or plain words of the relationship), sealed under the patient's key.</summary>
    public byte[] Relationship { get; set; } = [];

    public DateTimeOffset ValidFrom { get; set; }

    public DateTimeOffset? ValidTo { get; set; }

    public Guid GrantedBy { get; set; }

    public void Configure(EntityTypeBuilder<ProxyGrantRow> builder)
    {
        builder.ToTable("proxy_grants");
        builder.HasKey(row => row.Id);
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.HasIndex(row => new { row.PatientId, row.RelatedPersonId });
        builder.HasIndex(row => row.RelatedPersonId);
    }
}

/// <summary>
/// Emergency access of one person to one patient outside the panel. Ended, reviewed, never deleted.
/// </summary>
internal sealed class BreakGlassRow : IEntityTypeConfiguration<BreakGlassRow>
{
    public Guid Id { get; set; }

    public Guid PersonId { get; set; }

    public Guid PatientId { get; set; }

    /// <summary>A code: why, of the few that there are.</summary>
    public short Purpose { get; set; }

    /// <summary>Why, in the person's words, sealed under the patient's key: for the care team only.</summary>
    public byte[] Reason { get; set; } = [];

    public DateTimeOffset DeclaredAt { get; set; }

    public DateTimeOffset EndsAt { get; set; }

    /// <summary>Ended before its time.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    public Guid? ReviewedBy { get; set; }

    public DateTimeOffset? ReviewedAt { get; set; }

    /// <summary>Null until somebody has looked at it.</summary>
    public short? Verdict { get; set; }

    public void Configure(EntityTypeBuilder<BreakGlassRow> builder)
    {
        builder.ToTable("break_glass_grants");
        builder.HasKey(row => row.Id);
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.HasIndex(row => new { row.PersonId, row.EndsAt });
        builder.HasIndex(row => row.EndsAt);
        builder.HasIndex(row => new { row.PatientId, row.DeclaredAt });
        builder.HasIndex(row => row.DeclaredAt).HasFilter("verdict is null");
    }
}
