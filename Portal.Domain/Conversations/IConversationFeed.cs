using Portal.Domain.Identity;
using Portal.Domain.Shared;

namespace Portal.Domain.Conversations;

/// <summary>
/// Live conversations. Live and recovery are one path: a viewer subscribes first, then reads "since my last sequence", then is pushed what
/// follows; each push is such a read, with access decided again, so nothing falls in between and nobody is shown what is no longer theirs.
/// </summary>
public interface IConversationFeed
{
    /// <summary>
    /// Up to 200 events after the given sequence. While <see cref="FeedStart.More"/> is true nothing is live and the caller calls again from its last. With false,
    /// <see cref="FeedStart.Live"/> is a hold that pushes from that instant on, once <see cref="ILiveHold.Begin"/> is called. The opening is audited.
    /// </summary>
    [Decides(CareAction.ReadMessages)]
    [Decides(CareAction.ReadTeamConversation)]
    Task<Outcome<FeedStart>> Start(Actor actor, ConversationId conversation, Sequence after, IFeedViewer viewer, CancellationToken cancel);

    /// <summary>To the other viewers only, never stored, at most once a second a person; the last state of a second is sent at its end.</summary>
    [Decides(CareAction.SendMessage)]
    [Decides(CareAction.WriteTeamConversation)]
    Task<Outcome<Done>> Typing(Actor actor, ConversationId conversation, bool isTyping, CancellationToken cancel);

    /// <summary>What this connection or circuit says of its person; ended by disposing, after which the person's other connections decide.</summary>
    [Decides(CareAction.SetOwnPresence)]
    IPresenceHold Connect(Actor actor);
}

/// <summary>One connection's word on its person's presence. The most available of a person's connections is what others see.</summary>
public interface IPresenceHold : IDisposable
{
    void Set(PresenceState state);
}

/// <summary>The caller's list, live.</summary>
public interface IInboxFeed
{
    /// <summary>At most 200 of the newest activity and the cursor for those after; then each that is new, changed or gone for this caller, coalesced.</summary>
    [Decides(CareAction.ListConversations)]
    Task<Outcome<InboxStart>> Start(Actor actor, IInboxViewer viewer, CancellationToken cancel);
}

public sealed record FeedStart(
    IReadOnlyList<ConversationEvent> Events,
    Sequence Head,
    bool More,
    IReadOnlyList<Marker> Markers,
    IReadOnlyList<Presence> Presence,
    ILiveHold? Live);

public sealed record InboxStart(IReadOnlyList<ConversationView> Conversations, string? Cursor, ILiveHold Live);

/// <summary>A viewer's place in the fan-out. Nothing is pushed before <see cref="Begin"/>, so that the answer can go out first; disposing ends it.</summary>
public interface ILiveHold : IAsyncDisposable
{
    void Begin();
}

/// <summary>
/// Who is pushed to. Calls come one at a time, in order, from the thread pool, never from the publisher's thread; a slow viewer holds up nobody else.
/// An exception ends the hold.
/// </summary>
public interface IFeedViewer
{
    /// <summary>Ascending and without gaps, starting behind the last of <see cref="FeedStart.Events"/>.</summary>
    ValueTask Events(ConversationId conversation, IReadOnlyList<ConversationEvent> events);

    ValueTask Marker(ConversationId conversation, Marker marker);

    ValueTask Typing(ConversationId conversation, PersonId person, bool isTyping);

    ValueTask Presence(Presence presence);

    /// <summary>Every 30 seconds, always: a client that missed something heals itself.</summary>
    ValueTask Head(ConversationId conversation, Sequence head);

    /// <summary>Access is gone; the hold has ended.</summary>
    ValueTask Lost(ConversationId conversation, string reason);
}

/// <inheritdoc cref="IFeedViewer"/>
public interface IInboxViewer
{
    ValueTask Changed(ConversationView conversation);

    ValueTask Gone(ConversationId conversation);
}
