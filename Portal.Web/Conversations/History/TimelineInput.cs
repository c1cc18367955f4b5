using Portal.Domain.Conversations;
using Portal.Domain.Shared;

namespace Portal.Web.Conversations.History;

/// <summary>What can happen to a <see cref="Timeline"/>.</summary>
public abstract record TimelineInput
{
    private TimelineInput()
    {
    }

    /// <summary>Pushed, or read from behind <see cref="Timeline.Last"/>; in any order.</summary>
    public sealed record EventsCame(IReadOnlyList<ConversationEvent> Events, Sequence Head = default) : TimelineInput;

    /// <summary>A page from before <see cref="Timeline.First"/>, ascending.</summary>
    public sealed record OlderCame(IReadOnlyList<ConversationEvent> Events) : TimelineInput;

    public sealed record HeadSeen(Sequence Head) : TimelineInput;

    public sealed record MarkerMoved(Marker Marker) : TimelineInput;

    public sealed record Sent(ClientMessageId Id, ClinicalText Text, Sequence? ReplyTo, DateTimeOffset At) : TimelineInput;

    public sealed record Accepted(ClientMessageId Id, Receipt Receipt) : TimelineInput;

    public sealed record NotTaken(ClientMessageId Id, string Reason) : TimelineInput;

    public sealed record Retried(ClientMessageId Id) : TimelineInput;

    public sealed record Discarded(ClientMessageId Id) : TimelineInput;

    /// <summary>All but the newest <paramref name="Keep"/> items are let go of; they can be read again.</summary>
    public sealed record Trimmed(int Keep) : TimelineInput;
}

public enum TimelineOutcome
{
    Applied,

    /// <summary>Nothing new: the timeline is the very same object.</summary>
    Repeated,

    /// <summary>Something is missing behind <see cref="Timeline.Last"/>; what came before the hole is held, and the caller reads again from there.</summary>
    Gap,
}
