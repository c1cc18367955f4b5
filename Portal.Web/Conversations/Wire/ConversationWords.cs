using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Web.Shared.Input;

namespace Portal.Web.Conversations.Wire;

/// <summary>The contract's words for what a conversation can be.</summary>
internal static class ConversationWords
{
    public static readonly Words<ConversationKind> Kind = new(new()
    {
        [ConversationKind.Patient] = "patient",
        [ConversationKind.Team] = "team",
    });

    public static readonly Words<ConversationStatus> Status = new(new()
    {
        [ConversationStatus.Open] = "open",
        [ConversationStatus.Waiting] = "waiting",
        [ConversationStatus.Closed] = "closed",
    });

    public static readonly Words<Priority> Priority = new(new()
    {
        [Domain.Conversations.Priority.Routine] = "routine",
        [Domain.Conversations.Priority.Urgent] = "urgent",
        [Domain.Conversations.Priority.Asap] = "asap",
        [Domain.Conversations.Priority.Stat] = "stat",
    });

    public static readonly Words<RetractionReason> Retraction = new(new()
    {
        [RetractionReason.Mistake] = "mistake",
        [RetractionReason.WrongPatient] = "wrong-patient",
        [RetractionReason.WrongContent] = "wrong-content",
        [RetractionReason.Other] = "other",
    });

    public static readonly Words<VisitOutcome> VisitOutcome = new(new()
    {
        [Domain.Conversations.VisitOutcome.Held] = "held",
        [Domain.Conversations.VisitOutcome.Cancelled] = "cancelled",
        [Domain.Conversations.VisitOutcome.Declined] = "declined",
        [Domain.Conversations.VisitOutcome.NoShow] = "no-show",
    });

    public static readonly Words<SummarySigning> Signing = new(new()
    {
        [SummarySigning.First] = "first",
        [SummarySigning.Correction] = "correction",
        [SummarySigning.EnteredInError] = "entered-in-error",
    });

    public static readonly Words<FilingOutcome> Filing = new(new()
    {
        [FilingOutcome.Filed] = "filed",
        [FilingOutcome.NeedsAttention] = "needs-attention",
    });

    public static readonly Words<BreakGlassPurpose> Purpose = new(new()
    {
        [BreakGlassPurpose.EmergencyTreatment] = "emergency-treatment",
        [BreakGlassPurpose.CoverForAbsence] = "cover",
        [BreakGlassPurpose.PatientAsked] = "patient-asked",
        [BreakGlassPurpose.Safety] = "safety",
    });

    public static readonly Words<PresenceState> Presence = new(new()
    {
        [PresenceState.Offline] = "offline",
        [PresenceState.Available] = "available",
        [PresenceState.Away] = "away",
    });

    /// <summary>What somebody may say of himself; offline is for the server to find.</summary>
    public static readonly Words<PresenceState> OwnPresence = new(new()
    {
        [PresenceState.Available] = "available",
        [PresenceState.Away] = "away",
    });

    public static readonly Words<ActorKind> Actor = new(new()
    {
        [ActorKind.Patient] = "patient",
        [ActorKind.RelatedPerson] = "relatedPerson",
        [ActorKind.Practitioner] = "practitioner",
        [ActorKind.System] = "system",
        [ActorKind.Bot] = "bot",
    });

    /// <summary>An integration that writes does so as its bot.</summary>
    public static string Of(ActorKind kind) => Actor.Of(kind == ActorKind.Integration ? ActorKind.Bot : kind);
}
