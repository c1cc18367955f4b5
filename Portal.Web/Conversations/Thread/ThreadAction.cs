using Portal.Domain.Conversations;
using Portal.Domain.Patients;
using Portal.Domain.Shared;
using Portal.Web.Conversations.History;

namespace Portal.Web.Conversations.Thread;

/// <summary>What can happen to an open conversation.</summary>
internal abstract record ThreadAction
{
    private ThreadAction()
    {
    }

    public sealed record Opened(ConversationView View, Timeline Timeline) : ThreadAction;

    public sealed record WentLive : ThreadAction;

    /// <summary>Nothing of it is held any more: it is opened anew, could not be opened, or access is gone.</summary>
    public sealed record Emptied(ThreadPhase Phase) : ThreadAction;

    public sealed record TimelineMoved(TimelineInput Input) : ThreadAction;

    public sealed record OlderAsked : ThreadAction;

    public sealed record OlderCame(IReadOnlyList<ConversationEvent> Events) : ThreadAction;

    public sealed record OlderFailed : ThreadAction;

    public sealed record EndReached(bool IsAtEnd) : ThreadAction;

    public sealed record TypingHeard(PersonId Person, bool IsTyping) : ThreadAction;

    public sealed record PresenceHeard(Presence Presence) : ThreadAction;

    public sealed record ViewCame(ConversationView View) : ThreadAction;

    public sealed record PatientCame(PatientCard Patient) : ThreadAction;

    public sealed record RelatedCame(IReadOnlyList<ConversationView> Related) : ThreadAction;

    public sealed record AssignableCame(IReadOnlyList<PersonRef> People) : ThreadAction;

    public sealed record ReplyChosen(Sequence? Target) : ThreadAction;

    public sealed record CorrectionChosen(Sequence? Target) : ThreadAction;

    public sealed record WithdrawalChosen(Sequence? Target) : ThreadAction;

    /// <summary>Null once the person has put it away, or the next act has begun.</summary>
    public sealed record ProblemArose(Refusal? Problem) : ThreadAction;
}
