using Portal.Domain.Identity;
using Portal.Domain.Shared;

namespace Portal.Domain.Conversations;

/// <summary>Who did it, with the name as it was then: an event never changes once given out.</summary>
public sealed record EventActor(PersonId Id, ActorKind Kind, ClinicalText DisplayName)
{
    public static EventActor Of(Actor actor) => new(actor.PersonId, actor.Kind == ActorKind.Integration ? ActorKind.Bot : actor.Kind, actor.DisplayName);
}

/// <summary>One entry of a conversation's append-only log.</summary>
public sealed record ConversationEvent(ConversationId Conversation, Sequence Sequence, EventId Id, DateTimeOffset At, EventActor Actor, EventBody Body);

/// <summary>A file that goes with a message. The name is clinical text.</summary>
public sealed record AttachmentRef(AttachmentId Id, ClinicalText Name, string ContentType, long Size);

/// <summary>What happened: a closed set. A new case breaks the build at every place that forgot it.</summary>
public abstract record EventBody
{
    private EventBody()
    {
    }

    public sealed record MessagePosted(ClientMessageId ClientMessageId, ClinicalText Text, Sequence? ReplyTo, IReadOnlyList<AttachmentRef> Attachments) : EventBody;

    /// <summary>The first text stays in the record; clients show this one.</summary>
    public sealed record MessageCorrected(Sequence Target, ClinicalText Text) : EventBody;

    /// <summary>Clients hide the text, which stays in the record.</summary>
    public sealed record MessageRetracted(Sequence Target, RetractionReason Reason) : EventBody;

    public sealed record ParticipantJoined(PersonId Person, ActorKind Kind, ClinicalText DisplayName) : EventBody;

    public sealed record ParticipantLeft(PersonId Person) : EventBody;

    public sealed record StatusChanged(ConversationStatus Status) : EventBody;

    /// <summary>Team conversations only.</summary>
    public sealed record Assigned(PersonId? Assignee, string? DisplayName) : EventBody;

    /// <summary>Team conversations only.</summary>
    public sealed record PriorityChanged(Priority Priority) : EventBody;

    /// <summary>Booked, or moved to another time.</summary>
    public sealed record VisitScheduled(VisitId Visit, DateTimeOffset ScheduledFor, TimeSpan Length) : EventBody;

    /// <summary>The patient's side has knocked.</summary>
    public sealed record VisitCheckedIn(VisitId Visit) : EventBody;

    /// <summary>Patient and care team are in the call together for the first time.</summary>
    public sealed record VisitStarted(VisitId Visit) : EventBody;

    public sealed record VisitEnded(VisitId Visit, VisitOutcome Outcome) : EventBody;

    /// <summary>Team conversations only: a clinician has signed that version.</summary>
    public sealed record SummarySigned(SummaryId Summary, int Version, SummarySigning How) : EventBody;

    /// <summary>Team conversations only: what came of that version at the EHR.</summary>
    public sealed record SummaryFiled(SummaryId Summary, int Version, FilingOutcome Outcome) : EventBody;

    /// <summary>
    /// The patient is given the signed instructions. A later one of the same summary takes the place of the one before; without words it takes them back.
    /// </summary>
    public sealed record SummaryShared(SummaryId Summary, int Version, ClinicalText? Text) : EventBody;

    /// <summary>Team conversations only: somebody outside the care team has opened this patient until then. The reason's words are kept nowhere else that anybody reads.</summary>
    public sealed record BreakGlassDeclared(BreakGlassId Grant, BreakGlassPurpose Purpose, ClinicalText Reason, DateTimeOffset Until) : EventBody;
}

/// <summary>What a signature under a summary does; stored.</summary>
public enum SummarySigning
{
    First = 1,
    Correction = 2,

    /// <summary>What was signed before is withdrawn.</summary>
    EnteredInError = 3,
}

/// <summary>How the filing of a summary went; stored.</summary>
public enum FilingOutcome
{
    Filed = 1,

    /// <summary>It will not be filed without a person.</summary>
    NeedsAttention = 2,
}

/// <summary>How a visit came to its end.</summary>
public enum VisitOutcome
{
    Held = 1,
    Cancelled = 2,
    Declined = 3,
    NoShow = 4,
}

/// <summary>Why a message was taken back; a code, no words.</summary>
public enum RetractionReason
{
    Mistake = 1,
    WrongPatient = 2,
    WrongContent = 3,
    Other = 4,
}
