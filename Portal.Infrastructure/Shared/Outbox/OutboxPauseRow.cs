using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Infrastructure.Shared.Outbox;

/// <summary>A target of which nothing is tried until the row is gone; on every node alike.</summary>
internal sealed class OutboxPauseRow : IEntityTypeConfiguration<OutboxPauseRow>
{
    public string Target { get; set; } = "";

    /// <summary>Why: a stable code.</summary>
    public string Code { get; set; } = "";

    public DateTimeOffset Since { get; set; }

    /// <summary>The administrator who paused it; null where the target did it itself, and ends it itself.</summary>
    public Guid? PersonId { get; set; }

    /// <summary>When the other side is asked again whether it is back; null where a person ends the pause.</summary>
    public DateTimeOffset? AskAt { get; set; }

    public void Configure(EntityTypeBuilder<OutboxPauseRow> builder)
    {
        builder.ToTable("outbox_pauses");
        builder.HasKey(row => row.Target);
        builder.Property(row => row.Target).HasMaxLength(50);
        builder.Property(row => row.Code).HasMaxLength(64);
    }
}
