using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Infrastructure.Audit;

/// <summary>A question to the trail that its owner kept under a name.</summary>
internal sealed class AuditReportRow : IEntityTypeConfiguration<AuditReportRow>
{
    public Guid Id { get; set; }

    public Guid OwnerId { get; set; }

    public string Name { get; set; } = "";

    /// <summary>The question as JSON: ids, codes and times.</summary>
    public string Query { get; set; } = "";

    public DateTimeOffset CreatedAt { get; set; }

    public void Configure(EntityTypeBuilder<AuditReportRow> builder)
    {
        builder.ToTable("audit_reports");
        builder.HasKey(row => row.Id);
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.Name).HasMaxLength(100);
        builder.Property(row => row.Query).HasMaxLength(2000);
        builder.HasIndex(row => new { row.OwnerId, row.Name }).IsUnique();
    }
}

/// <summary>One taking away of audit events, from its request to the hash of what was written.</summary>
internal sealed class AuditExportRow : IEntityTypeConfiguration<AuditExportRow>
{
    public Guid Id { get; set; }

    public Guid PersonId { get; set; }

    /// <summary>The sign-in that asked, and that alone may download.</summary>
    public Guid? SessionId { get; set; }

    /// <summary>A code: which kind of file.</summary>
    public short Format { get; set; }

    /// <summary>The question as JSON: ids, codes and times.</summary>
    public string Query { get; set; } = "";

    /// <summary>The newest event when it was asked for: what came later is not in it.</summary>
    public Guid ToEvent { get; set; }

    public DateTimeOffset RequestedAt { get; set; }

    public DateTimeOffset? BegunAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    public long Records { get; set; }

    public long Bytes { get; set; }

    /// <summary>Of all bytes of the file.</summary>
    public byte[]? Sha256 { get; set; }

    /// <summary>Over the hash, by the key of the checkpoints.</summary>
    public byte[]? Signature { get; set; }

    public void Configure(EntityTypeBuilder<AuditExportRow> builder)
    {
        builder.ToTable("audit_exports");
        builder.HasKey(row => row.Id);
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.Query).HasMaxLength(2000);
        builder.Property(row => row.Sha256).HasMaxLength(32);
        builder.Property(row => row.Signature).HasMaxLength(128);
        builder.HasIndex(row => row.RequestedAt);
    }
}
