using Portal.Domain.Identity;
using Portal.Domain.Shared;

namespace Portal.Domain.Summaries;

/// <summary>
/// Summaries of patients' conversations and visits, for the care team. Every method decides access again; each change is one transaction that locks the
/// conversation's row first, then decides, asks <see cref="ConversationSummary"/>, writes, and answers after the commit. Drafts read the patient's
/// conversation alone: what only staff may know is never summed up.
/// </summary>
public interface ISummaries
{
    [Decides(CareAction.DraftSummary)]
    Task<Outcome<SummaryView>> Draft(Actor actor, NewSummary request, CancellationToken cancel);

    /// <summary>Audited as a view.</summary>
    [Decides(CareAction.ReadTeamConversation)]
    Task<Outcome<SummaryView>> View(Actor actor, SummaryId summary, CancellationToken cancel);

    /// <summary>Of one patient's conversation, newest first. The opening is audited as the conversation's is.</summary>
    [Decides(CareAction.ReadTeamConversation)]
    Task<Outcome<IReadOnlyList<SummaryLine>>> List(Actor actor, ConversationId conversation, CancellationToken cancel);

    /// <summary>The messages of the summary's span as they stand, those taken back without their words.</summary>
    [Decides(CareAction.ReadTeamConversation)]
    Task<Outcome<IReadOnlyList<SourceMessage>>> Sources(Actor actor, SummaryId summary, CancellationToken cancel);

    /// <summary>Keeps an edit of the draft at work; <see cref="SummaryRefusals.Revised"/> where another device saved meanwhile.</summary>
    [Decides(CareAction.DraftSummary)]
    Task<Outcome<SummaryView>> Edit(Actor actor, SummaryId summary, int revision, SummaryText text, CancellationToken cancel);

    /// <summary>
    /// Gives up the draft at work. One that was never signed is gone, and only the audit knows of it; of a correction what was signed before is left, as it stands.
    /// </summary>
    [Decides(CareAction.DraftSummary)]
    Task<Outcome<Done>> Discard(Actor actor, SummaryId summary, int revision, CancellationToken cancel);

    /// <summary>
    /// Signs the draft at work as it stands, once: of several at once one signs, the others find no draft. Needs a fresh proof of who is there; never by a host's token. The
    /// version, its audit event, the event of the team conversation and the outbox's event for the EHR are written together.
    /// </summary>
    [Decides(CareAction.SignSummary)]
    Task<Outcome<SummaryView>> Sign(Actor actor, SummaryId summary, SummarySignature signature, CancellationToken cancel);

    /// <summary>Opens the next version, beginning with what was signed. What was signed stands until that is signed too.</summary>
    [Decides(CareAction.SignSummary)]
    Task<Outcome<SummaryView>> Correct(Actor actor, SummaryId summary, ClinicalText reason, CancellationToken cancel);

    /// <summary>Withdraws what was signed, for good; a correction at work is dropped. Signed like any other version.</summary>
    [Decides(CareAction.SignSummary)]
    Task<Outcome<SummaryView>> EnterInError(Actor actor, SummaryId summary, ErrorReason reason, CancellationToken cancel);

    /// <summary>
    /// Puts the instructions of what was signed into the patient's conversation, also a closed one. Sharing the same version again changes nothing. Never by a host's token.
    /// </summary>
    [Decides(CareAction.ShareSummary)]
    Task<Outcome<SummaryView>> Share(Actor actor, SummaryId summary, CancellationToken cancel);
}
