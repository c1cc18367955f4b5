using Portal.Domain.Conversations;
using Portal.Infrastructure.Conversations.Live;

namespace Portal.Infrastructure.Conversations;

/// <summary>
/// Tells this node's viewers, and the relay to other nodes, that something is committed. Publishing only marks and queues: no subscriber's
/// code ever runs on the publisher's thread.
/// </summary>
internal sealed class ConversationBus(ConversationTail tail, FeedRegistry feeds, InboxRegistry inboxes)
{
    /// <summary>Set once by the relay to other nodes, where there is one; must not block.</summary>
    public Action<Nudge>? Relay { get; set; }

    /// <summary>Hears all nudges of this node and of others; must not block.</summary>
    public Action<Nudge>? Listener { get; set; }

    /// <summary>After the commit, in the order of the log.</summary>
    public void Posted(IReadOnlyList<(ConversationEvent Event, Guid CareTeam, Guid? Patient)> events)
    {
        foreach (var (posted, careTeam, patient) in events)
        {
            tail.Append(posted);
            Publish(new Nudge(NudgeKind.Event, posted.Conversation.Value, careTeam, patient) { Sequence = posted.Sequence.Value });
        }
    }

    public void Publish(Nudge nudge)
    {
        Receive(nudge);
        Relay?.Invoke(nudge);
    }

    /// <summary>From this node or another.</summary>
    public void Receive(Nudge nudge)
    {
        Listener?.Invoke(nudge);
        feeds.Nudge(nudge);
        if (nudge.Kind is NudgeKind.Event or NudgeKind.Changed or NudgeKind.Marker) inboxes.Nudge(nudge);
    }
}
