using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Infrastructure.Summaries;

namespace Portal.Infrastructure.Ehr.Filing;

/// <summary>One signed version on its way into the EHR, from the first try on. It changes only together with its delivery, under the fence of that one's lease.</summary>
internal sealed class FilingRow : IEntityTypeConfiguration<FilingRow>
{
    public Guid SummaryId { get; set; }

    public int Version { get; set; }

    /// <summary>The patient's conversation: its key seals what is here.</summary>
    public Guid ConversationId { get; set; }

    public Guid DeliveryId { get; set; }

    /// <summary><see cref="Domain.Ehr.FilingStatus"/>.</summary>
    public short Status { get; set; }

    /// <summary><see cref="Domain.Ehr.FilingQuestion"/>.</summary>
    public short Question { get; set; }

    public string? Code { get; set; }

    /// <summary>The EHR's words, sealed.</summary>
    public byte[]? Words { get; set; }

    /// <summary>The receipt with its differences, sealed.</summary>
    public byte[]? Receipt { get; set; }

    public DateTimeOffset ChangedAt { get; set; }

    /// <summary>A try that took its process down with it, or never came to its end, was parked by the outbox itself.</summary>
    public static Domain.Ehr.FilingStatus StatusOf(FilingRow row, bool isParked) =>
        (Domain.Ehr.FilingStatus)row.Status is var status && status == Domain.Ehr.FilingStatus.Waiting && isParked ? Domain.Ehr.FilingStatus.NeedsAttention : status;

    public void Configure(EntityTypeBuilder<FilingRow> builder)
    {
        builder.ToTable("filings");
        builder.HasKey(row => new { row.SummaryId, row.Version });
        builder.Property(row => row.Code).HasMaxLength(64);
        builder.HasIndex(row => row.DeliveryId);
        builder.HasOne<SummaryRow>().WithMany().HasForeignKey(row => row.SummaryId).OnDelete(DeleteBehavior.Restrict);
    }
}
