using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Infrastructure.Integrations;

/// <summary>The hospital's name, colours and logo; one row where they were set.</summary>
internal sealed class BrandRow : IEntityTypeConfiguration<BrandRow>
{
    public short Id { get; set; }

    public string Name { get; set; } = "";

    /// <summary><c>#rrggbb</c>.</summary>
    public string Accent { get; set; } = "";

    /// <summary>The same for the dark theme.</summary>
    public string AccentDark { get; set; } = "";

    public byte[]? Logo { get; set; }

    public string? LogoType { get; set; }

    public long Version { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }

    public void Configure(EntityTypeBuilder<BrandRow> builder)
    {
        builder.ToTable("brands");
        builder.HasKey(row => row.Id);
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.Name).HasMaxLength(100);
        builder.Property(row => row.Accent).HasMaxLength(7);
        builder.Property(row => row.AccentDark).HasMaxLength(7);
        builder.Property(row => row.LogoType).HasMaxLength(50);
    }
}
