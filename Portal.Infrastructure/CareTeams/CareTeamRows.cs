using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Infrastructure.CareTeams;

internal sealed class CareTeamRow : IEntityTypeConfiguration<CareTeamRow>
{
    public Guid Id { get; set; }

    public string Identifier { get; set; } = "";

    public string Name { get; set; } = "";

    public bool IsActive { get; set; } = true;

    public DateTimeOffset CreatedAt { get; set; }

    public void Configure(EntityTypeBuilder<CareTeamRow> builder)
    {
        builder.ToTable("care_teams");
        builder.HasKey(row => row.Id);
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.Identifier).HasMaxLength(100);
        builder.Property(row => row.Name).HasMaxLength(200);
        builder.HasIndex(row => row.Identifier).IsUnique();
    }
}

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
        builder.HasOne<CareTeamRow>().WithMany().HasForeignKey(row => row.CareTeamId).OnDelete(DeleteBehavior.Restrict);
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
