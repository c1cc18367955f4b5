using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Infrastructure.Audit;

/// <summary>One act. Insert and read only for the runtime role.</summary>
internal sealed class AuditEventRow : IEntityTypeConfiguration<AuditEventRow>
{
    public Guid Id { get; set; }

    public DateTimeOffset At { get; set; }

    public Guid ActorId { get; set; }

    public short ActorKind { get; set; }

    public int Roles { get; set; }

    public short Action { get; set; }

    public short Outcome { get; set; }

    public Guid? PatientId { get; set; }

    public Guid? ConversationId { get; set; }

    public Guid? CareTeamId { get; set; }

    public Guid? SubjectId { get; set; }

    public long? Sequence { get; set; }

    public string? Code { get; set; }

    public Guid? IntegrationId { get; set; }

    public Guid? SessionId { get; set; }

    public string? Address { get; set; }

    /// <summary>The break-glass grant that the act stood on.</summary>
    public Guid? BreakGlassId { get; set; }

    public byte[] Mac { get; set; } = [];

    public void Configure(EntityTypeBuilder<AuditEventRow> builder)
    {
        builder.ToTable("audit_events");
        builder.HasKey(row => row.Id);
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.Code).HasMaxLength(64);
        builder.Property(row => row.Address).HasMaxLength(64);
        builder.Property(row => row.Mac).HasMaxLength(32);
        builder.HasIndex(row => new { row.ConversationId, row.Id });
        builder.HasIndex(row => new { row.PatientId, row.Id });
        builder.HasIndex(row => new { row.ActorId, row.Id });
        builder.HasIndex(row => new { row.Action, row.Id });
        builder.HasIndex(row => new { row.CareTeamId, row.Id });
        builder.HasIndex(row => new { row.Outcome, row.Id }).HasFilter("outcome <> 0");
        builder.HasIndex(row => new { row.BreakGlassId, row.Id }).HasFilter("break_glass_id is not null");
    }
}

/// <summary>An audit event's place in the chain, written by the sealing leader after the event.</summary>
internal sealed class AuditLinkRow : IEntityTypeConfiguration<AuditLinkRow>
{
    public long Position { get; set; }

    public Guid AuditEventId { get; set; }

    public byte[] Hash { get; set; } = [];

    public void Configure(EntityTypeBuilder<AuditLinkRow> builder)
    {
        builder.ToTable("audit_links");
        builder.HasKey(row => row.Position);
        builder.Property(row => row.Position).ValueGeneratedNever();
        builder.Property(row => row.Hash).HasMaxLength(32);
        builder.HasIndex(row => row.AuditEventId).IsUnique();
    }
}

/// <summary>The head of the chain at a time, signed; a copy goes outside the database.</summary>
internal sealed class AuditCheckpointRow : IEntityTypeConfiguration<AuditCheckpointRow>
{
    public long Position { get; set; }

    public DateTimeOffset At { get; set; }

    public byte[] Hash { get; set; } = [];

    public byte[] Signature { get; set; } = [];

    public void Configure(EntityTypeBuilder<AuditCheckpointRow> builder)
    {
        builder.ToTable("audit_checkpoints");
        builder.HasKey(row => row.Position);
        builder.Property(row => row.Position).ValueGeneratedNever();
        builder.Property(row => row.Hash).HasMaxLength(32);
        builder.Property(row => row.Signature).HasMaxLength(128);
    }
}
