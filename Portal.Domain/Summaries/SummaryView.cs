using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;

namespace Portal.Domain.Summaries;

/// <summary>
/// What is to be summed up: of a conversation, a span of it, a visit, or (both null) everything since the last summary that was signed, as on closing.
/// <paramref name="Template"/>: a name of <see cref="SummaryTemplate.All"/>; null is the usual one.
/// <paramref name="ByModel"/>: by the configured model; where there is none, or it does not answer, the portal's own drafter does it and says so.
/// </summary>
public sealed record NewSummary(ConversationId Conversation, SummarySpan? Span, VisitId? Visit, string? Template = null, bool ByModel = false);

/// <summary>
/// A signature as asked for.
/// <paramref name="Revision"/>: the one that was read.
/// <paramref name="SourcesSeen"/>: up to where the person has seen what became of the messages that it is about (<see cref="SummaryView.SourcesHead"/>); null is when it was drafted.
/// <paramref name="IsShared"/>: with it the patient is given the instructions.
/// </summary>
public sealed record SummarySignature(int Revision, Sequence? SourcesSeen = null, bool IsShared = false);

/// <summary>
/// A summary as its care team sees it.
/// <paramref name="Draft"/>: as the version at work was drafted, to compare with.
/// <paramref name="Text"/>: the version at work as it stands.
/// <paramref name="CorrectionReason"/>: why a correction is at work.
/// <paramref name="Versions"/>: those signed, oldest first.
/// <paramref name="SharedVersion"/>: whose instructions the patient was given last; null for none.
/// <paramref name="ChangedSources"/>: messages that were corrected or taken back since it was drafted or signed: it is stale where there is one.
/// <paramref name="SourcesHead"/>: the conversation's head as that was looked at.
/// </summary>
public sealed record SummaryView(
    SummaryId Id,
    SummaryKind Kind,
    ConversationId Conversation,
    VisitId? Visit,
    PatientRef Patient,
    CareTeamId CareTeam,
    SummaryState State,
    string Template,
    string Language,
    SummarySpan Span,
    SummaryPeriod Period,
    SummaryDraft Draft,
    SummaryText Text,
    ClinicalText? CorrectionReason,
    IReadOnlyList<SignedVersion> Versions,
    int? SharedVersion,
    IReadOnlyList<Sequence> ChangedSources,
    Sequence SourcesHead,
    PersonRef DraftedBy,
    DateTimeOffset DraftedAt,
    PersonRef UpdatedBy,
    DateTimeOffset UpdatedAt)
{
    public bool IsStale => ChangedSources.Count > 0;
}

/// <summary>One version that was signed; it never changes, but for where it <paramref name="Status">stands</paramref>.</summary>
public sealed record SignedVersion(int Version, SummaryStatus Status, PersonRef Signer, DateTimeOffset SignedAt, SummaryText Text, string? Model, SummaryChange? Change);

/// <summary>One line of a conversation's summaries. <paramref name="SignedAt"/> is of the version that counts.</summary>
public sealed record SummaryLine(SummaryId Id, SummaryKind Kind, VisitId? Visit, SummaryState State, ClinicalText Topic, SummaryPeriod Period, DateTimeOffset DraftedAt, DateTimeOffset? SignedAt, bool IsShared, bool IsStale)
{
    /// <summary>It was withdrawn here, and is still in force in the EHR until a person has seen to it.</summary>
    public bool IsStillInForce { get; init; }
}

/// <summary>A message that a summary is about, as it stands; the text is null once it was taken back.</summary>
public sealed record SourceMessage(Sequence Sequence, DateTimeOffset At, ActorKind Kind, ClinicalText Author, ClinicalText? Text, bool IsCorrected);
