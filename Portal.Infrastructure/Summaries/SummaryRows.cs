using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Domain.Shared;
using Portal.Domain.Summaries;
using Portal.Infrastructure.Conversations;
using Portal.Infrastructure.Visits;

namespace Portal.Infrastructure.Summaries;

/// <summary>A summary and the version of it that is at work. It changes only under its conversation's lock.</summary>
internal sealed class SummaryRow : IEntityTypeConfiguration<SummaryRow>
{
    public Guid Id { get; set; }

    public Guid ConversationId { get; set; }

    public Guid PatientId { get; set; }

    public Guid CareTeamId { get; set; }

    public Guid? VisitId { get; set; }

    /// <summary><see cref="SummaryKind"/>.</summary>
    public short Kind { get; set; }

    public string Template { get; set; } = "";

    public string Language { get; set; } = "";

    public long SpanFrom { get; set; }

    public long SpanTo { get; set; }

    public DateTimeOffset PeriodFrom { get; set; }

    public DateTimeOffset PeriodTo { get; set; }

    public int Version { get; set; }

    /// <summary><see cref="SummaryStatus"/> of the version at work.</summary>
    public short Status { get; set; }

    public int Revision { get; set; }

    public int? StandingVersion { get; set; }

    public short? StandingStatus { get; set; }

    public int? SharedVersion { get; set; }

    /// <summary>The conversation's head as the version at work was drafted or signed: what changed of its messages later makes it stale.</summary>
    public long SeenHead { get; set; }

    /// <summary>A language model's name, where one drafted any version.</summary>
    public string? Model { get; set; }

    /// <summary>The draft of the version at work, its text as it stands, and why it corrects: <see cref="SummaryPapers"/>.</summary>
    public byte[] Draft { get; set; } = [];

    public byte[] Text { get; set; } = [];

    public byte[]? Reason { get; set; }

    public Guid DraftedBy { get; set; }

    public DateTimeOffset DraftedAt { get; set; }

    public Guid UpdatedBy { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }

    public SummarySpan Span => new(new Sequence(SpanFrom), new Sequence(SpanTo));

    public SummaryState ToState() => new(
        Version,
        (SummaryStatus)Status,
        Revision,
        StandingVersion is { } version ? new StandingVersion(version, (SummaryStatus)StandingStatus!.Value) : null);

    public void Take(SummaryState state)
    {
        Version = state.Version;
        Status = (short)state.Status;
        Revision = state.Revision;
        StandingVersion = state.Standing?.Version;
        StandingStatus = (short?)state.Standing?.Status;
    }

    public void Configure(EntityTypeBuilder<SummaryRow> builder)
    {
        builder.ToTable("summaries");
        builder.HasKey(row => row.Id);
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.Template).HasMaxLength(SummaryTemplate.NameLimit);
        builder.Property(row => row.Language).HasMaxLength(SummaryRules.LanguageLimit);
        builder.Property(row => row.Model).HasMaxLength(SummaryModelOptions.NameLimit);
        builder.Ignore(row => row.Span);
        builder.HasIndex(row => new { row.ConversationId, row.DraftedAt });
        builder.HasOne<ConversationRow>().WithMany().HasForeignKey(row => row.ConversationId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<VisitRow>().WithMany().HasForeignKey(row => row.VisitId).OnDelete(DeleteBehavior.Restrict);
    }
}

/// <summary>One signed version. Its key makes sure that nothing is signed twice; the runtime role can insert and read it, never change or delete it.</summary>
internal sealed class SummaryVersionRow : IEntityTypeConfiguration<SummaryVersionRow>
{
    public Guid SummaryId { get; set; }

    public int Version { get; set; }

    public Guid ConversationId { get; set; }

    public Guid SignedBy { get; set; }

    public DateTimeOffset SignedAt { get; set; }

    /// <summary><see cref="Domain.Conversations.SummarySigning"/>.</summary>
    public short How { get; set; }

    /// <summary>Where it was entered in error: <see cref="Domain.Summaries.ErrorReason"/>.</summary>
    public short? ErrorReason { get; set; }

    public bool IsUrgent { get; set; }

    public string? Model { get; set; }

    /// <summary>What was signed, sealed under the conversation's key; the associated data names summary and version.</summary>
    public byte[] Text { get; set; } = [];

    /// <summary>Where it is a correction: why, sealed likewise.</summary>
    public byte[]? Reason { get; set; }

    public void Configure(EntityTypeBuilder<SummaryVersionRow> builder)
    {
        builder.ToTable("summary_versions");
        builder.HasKey(row => new { row.SummaryId, row.Version });
        builder.Property(row => row.Model).HasMaxLength(SummaryModelOptions.NameLimit);
        builder.HasOne<SummaryRow>().WithMany().HasForeignKey(row => row.SummaryId).OnDelete(DeleteBehavior.Restrict);
    }
}
