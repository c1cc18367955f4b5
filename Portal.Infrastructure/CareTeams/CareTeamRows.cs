using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Infrastructure.Identity;

namespace Portal.Infrastructure.CareTeams;

internal sealed class CareTeamRow : IEntityTypeConfiguration<CareTeamRow>
{
    public Guid Id { get; set; }

    public string Identifier { get; set; } = "";

    public string Name { get; set; } = "";

    public bool IsActive { get; set; } = true;

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>What the hospital's directory calls the care team; unique where there is one.</summary>
    public string? ExternalId { get; set; }

    public void Configure(EntityTypeBuilder<CareTeamRow> builder)
    {
        builder.ToTable("care_teams");
        builder.HasKey(row => row.Id);
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.Identifier).HasMaxLength(100);
        builder.Property(row => row.Name).HasMaxLength(200);
        builder.HasIndex(row => row.Identifier).IsUnique();
        builder.Property(row => row.ExternalId).HasMaxLength(200);
        builder.HasIndex(row => row.ExternalId).IsUnique().HasFilter("external_id is not null");
        builder.HasMany<MembershipRow>().WithOne().HasForeignKey(row => row.CareTeamId).OnDelete(DeleteBehavior.Restrict);
    }
}
