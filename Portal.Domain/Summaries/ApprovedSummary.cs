using Portal.Domain.Shared;

namespace Portal.Domain.Summaries;

/// <summary>
/// What a clinician signed, and all that may leave the portal about it. It has no property that could hold a note of staff, a message, a file name or a
/// link: what cannot be expressed need not be filtered.
/// </summary>
/// <param name="Id">The same over all versions.</param>
/// <param name="Version">From 1; each signature makes the next one.</param>
/// <param name="Kind">What was summed up.</param>
/// <param name="Conversation">The patient's conversation.</param>
/// <param name="Visit">Of a visit's summary.</param>
/// <param name="Patient">About whom.</param>
/// <param name="CareTeam">Whose.</param>
/// <param name="Signer">The clinician.</param>
/// <param name="SignedAt">UTC, whole milliseconds.</param>
/// <param name="Topic">The clinician's subject line.</param>
/// <param name="Sections">Those that say something, in order of their kinds; none of a version that was entered in error.</param>
/// <param name="Period">The time it is about.</param>
/// <param name="Language">BCP 47.</param>
/// <param name="IsUrgent">The conversation was marked as more than routine when it was signed.</param>
/// <param name="Model">A language model's name where one drafted it or an earlier version; null where a person or the portal's rules did.</param>
/// <param name="IsSharedWithPatient">The instructions of this version were given to the patient.</param>
/// <param name="Change">What this version does to the ones before; null of the first.</param>
public sealed record ApprovedSummary(
    SummaryId Id,
    int Version,
    SummaryKind Kind,
    ConversationId Conversation,
    VisitId? Visit,
    PersonId Patient,
    CareTeamId CareTeam,
    PersonId Signer,
    DateTimeOffset SignedAt,
    ClinicalText Topic,
    IReadOnlyList<SummarySection> Sections,
    SummaryPeriod Period,
    string Language,
    bool IsUrgent,
    string? Model,
    bool IsSharedWithPatient,
    SummaryChange? Change);

/// <summary>What a later version does to the ones before.</summary>
public abstract record SummaryChange
{
    private SummaryChange()
    {
    }

    /// <summary>It takes their place, for this reason in the clinician's words.</summary>
    public sealed record Correction(ClinicalText Reason) : SummaryChange;

    /// <summary>It withdraws them.</summary>
    public sealed record EnteredInError(ErrorReason Reason) : SummaryChange;
}
