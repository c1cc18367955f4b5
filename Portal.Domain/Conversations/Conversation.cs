using Portal.Domain.Shared;

namespace Portal.Domain.Conversations;

/// <summary>A message as it stands when somebody wants to correct, retract or answer it.</summary>
public sealed record MessageFacts(Sequence Sequence, PersonId Author, DateTimeOffset PostedAt, ClinicalText StandingText, Sequence StandingSequence, bool IsRetracted);

/// <summary>What a client wants to post, parsed and checked for form only.</summary>
public sealed record MessageDraft(ClientMessageId ClientMessageId, ClinicalText Text, Sequence? ReplyTo, IReadOnlyList<AttachmentId> Attachments);

/// <summary>
/// The rules of a conversation, pure: state and intent in, the event to append or the refusal out. They are asked under the conversation row's
/// lock, after access was decided; an answer obtained before the lock would race with closing and revoking.
/// </summary>
public static class Conversation
{
    /// <summary>How long an author may correct the own message.</summary>
    public static readonly TimeSpan CorrectionWindow = TimeSpan.FromMinutes(15);

    /// <summary>A new message; <paramref name="replyTo"/> is the message answered as found, null when the draft answers none or none was found.</summary>
    public static Outcome<EventBody> Post(ConversationState state, MessageDraft draft, MessageFacts? replyTo)
    {
        if (state.Status == ConversationStatus.Closed) return ConversationRefusals.Closed;
        if (draft.ReplyTo is not null && replyTo is null) return ConversationRefusals.NotAMessage;
        if (draft.Attachments.Count > 0) return ConversationRefusals.UnknownAttachment;
        return new EventBody.MessagePosted(draft.ClientMessageId, draft.Text, draft.ReplyTo, []);
    }

    /// <summary>The answer is null where the new text is the one that stands: nothing is appended, and the caller is given the standing event.</summary>
    public static Outcome<EventBody?> Correct(ConversationState state, MessageFacts? target, ClinicalText text, DateTimeOffset now)
    {
        if (target is null) return ConversationRefusals.NotAMessage;
        if (target.IsRetracted) return ConversationRefusals.AlreadyRetracted;
        if (target.StandingText == text) return (EventBody?)null;
        if (state.Status == ConversationStatus.Closed) return ConversationRefusals.Closed;
        if (now - target.PostedAt > CorrectionWindow) return ConversationRefusals.TooLate;
        return new EventBody.MessageCorrected(target.Sequence, text);
    }

    /// <summary>A message may be taken back at any time, also after closing: what was sent to the wrong person must be hideable.</summary>
    public static Outcome<EventBody> Retract(MessageFacts? target, RetractionReason reason) =>
        target is null ? ConversationRefusals.NotAMessage : new EventBody.MessageRetracted(target.Sequence, reason);

    /// <summary>Null where the status is already so.</summary>
    public static Outcome<EventBody?> SetStatus(ConversationState state, ConversationStatus status)
    {
        if (state.Kind == ConversationKind.Team) return ConversationRefusals.TeamConversation;
        return state.Status == status ? (EventBody?)null : new EventBody.StatusChanged(status);
    }

    /// <summary>Null where it is already assigned so. The event belongs to the team conversation of the patient and care team.</summary>
    public static Outcome<EventBody?> Assign(ConversationState state, PersonId? assignee, string? displayName, bool assigneeIsMember)
    {
        if (state.Kind == ConversationKind.Team) return ConversationRefusals.TeamConversation;
        if (assignee is not null && !assigneeIsMember) return ConversationRefusals.UnknownPractitioner;
        return state.Assignee == assignee ? (EventBody?)null : new EventBody.Assigned(assignee, displayName);
    }

    /// <summary>Null where the priority is already so. The event belongs to the team conversation of the patient and care team.</summary>
    public static Outcome<EventBody?> SetPriority(ConversationState state, Priority priority)
    {
        if (state.Kind == ConversationKind.Team) return ConversationRefusals.TeamConversation;
        return state.Priority == priority ? (EventBody?)null : new EventBody.PriorityChanged(priority);
    }

    /// <summary>Markers only move forward, and never beyond the head.</summary>
    public static Outcome<Sequence> MoveMarker(ConversationState state, Sequence current, Sequence to) =>
        to > state.Head ? ConversationRefusals.BeyondHead : Sequence.Max(current, to);
}
