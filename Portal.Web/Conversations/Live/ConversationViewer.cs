using System.Collections.Concurrent;
using Portal.Domain.Conversations;
using Portal.Domain.Shared;
using Portal.Domain.Visits;
using Portal.Web.Conversations.Wire;
using Portal.Web.Identity.Live;
using Portal.Web.Shared.Hubs;
using Portal.Web.Visits.Wire;

namespace Portal.Web.Conversations.Live;

/// <summary>
/// One connection's places in the feeds, and what they push to it. Calls of a connection come one at a time, so only the feeds' pushes run beside them.
/// A push into a connection that is gone is nothing; the places end when the connection's end is noticed.
/// </summary>
internal sealed class ConversationViewer : IFeedViewer, IInboxViewer, IBoardViewer, IAsyncDisposable
{
    private const int MostSubscriptions = 200;
    private static readonly Refusal TooMany = Refusal.Rule("too-many-subscriptions");

    // Most connections hold one or two places: the default dictionary would be most of an idle connection's memory.
    private readonly ConcurrentDictionary<ConversationId, Place> places = new(concurrencyLevel: 1, capacity: 2);
    private readonly LiveConnection connection;
    private readonly IConversationFeed feed;
    private readonly IInboxFeed inbox;
    private readonly IWaitingBoard visits;
    private readonly IPresenceHold presence;
    private ILiveHold? inboxPlace;

    public ConversationViewer(LiveConnection connection, IConversationFeed feed, IInboxFeed inbox, IWaitingBoard visits)
    {
        this.connection = connection;
        this.feed = feed;
        this.inbox = inbox;
        this.visits = visits;
        presence = feed.Connect(connection.Actor);
        presence.Set(PresenceState.Available);
    }

    public async Task<HubAnswer<InboxJson>> SubscribeInbox(CancellationToken cancel)
    {
        if (inboxPlace is { } before) await before.DisposeAsync();
        inboxPlace = null;
        if (!(await inbox.Start(connection.Actor, this, cancel)).TryGet(out var start, out var refusal)) return refusal;
        inboxPlace = start.Live;
        if (connection.IsOver) await start.Live.DisposeAsync();
        HubAnswer<InboxJson> answer = InboxJson.Of(start);
        return answer.Then(start.Live.Begin);
    }

    /// <summary>The place that was is given up before the new one is taken, so that no two push the same.</summary>
    public async Task<HubAnswer<SubscriptionJson>> Subscribe(ConversationId conversation, Sequence after, CancellationToken cancel)
    {
        await Unsubscribe(conversation);
        if (places.Count >= MostSubscriptions) return TooMany;
        if (!(await feed.Start(connection.Actor, conversation, after, this, cancel)).TryGet(out var start, out var refusal)) return refusal;
        HubAnswer<SubscriptionJson> answer = SubscriptionJson.Of(start);
        if (start.Live is not { } live) return answer;
        var place = new Place(live, await VisitsOf(conversation, cancel));
        places[conversation] = place;
        if (connection.IsOver) await Unsubscribe(conversation);
        return answer.Then(place.Begin);
    }

    public async Task<Outcome<Done>> Unsubscribe(ConversationId conversation)
    {
        if (places.TryRemove(conversation, out var place)) await place.DisposeAsync();
        return Done.It;
    }

    public Task<Outcome<Done>> Typing(ConversationId conversation, bool isTyping, CancellationToken cancel) =>
        feed.Typing(connection.Actor, conversation, isTyping, cancel);

    public void SetPresence(PresenceState state) => presence.Set(state);

    public async ValueTask DisposeAsync()
    {
        presence.Dispose();
        if (inboxPlace is { } place) await place.DisposeAsync();
        foreach (var conversation in places.Keys) await Unsubscribe(conversation);
    }

    /// <summary>Who may read a conversation and not see its waiting room has no visits pushed.</summary>
    private async Task<VisitsPlace?> VisitsOf(ConversationId conversation, CancellationToken cancel)
    {
        if (!(await visits.Watch(connection.Actor, conversation, this, cancel)).TryGet(out var start, out _)) return null;
        return new VisitsPlace(start, () => _ = TellOf(start));
    }

    private async Task TellOf(BoardStart start)
    {
        foreach (var visit in start.Visits) await ConversationPushes.Visit.To(connection.Client, VisitJson.Of(visit));
        start.Live.Begin();
    }

    async ValueTask IBoardViewer.Changed(VisitView visit) => await ConversationPushes.Visit.To(connection.Client, VisitJson.Of(visit));

    /// <summary>With the conversation, of which the client is told by itself.</summary>
    ValueTask IBoardViewer.Gone(VisitId visit) => ValueTask.CompletedTask;

    async ValueTask IFeedViewer.Events(ConversationId conversation, IReadOnlyList<ConversationEvent> events)
    {
        foreach (var happened in events) await ConversationPushes.Event.To(connection.Client, new(EventJson.Of(happened)));
    }

    async ValueTask IFeedViewer.Marker(ConversationId conversation, Marker marker) =>
        await ConversationPushes.Marker.To(connection.Client, new(conversation.ToString(), marker.Person.ToString(), marker.Delivered.Value, marker.Read.Value));

    async ValueTask IFeedViewer.Typing(ConversationId conversation, PersonId person, bool isTyping) =>
        await ConversationPushes.Typing.To(connection.Client, new(conversation.ToString(), person.ToString(), isTyping));

    async ValueTask IFeedViewer.Presence(Presence presence) => await ConversationPushes.Presence.To(connection.Client, PresenceJson.Of(presence));

    async ValueTask IFeedViewer.Head(ConversationId conversation, Sequence head) =>
        await ConversationPushes.Head.To(connection.Client, new(conversation.ToString(), head.Value));

    /// <summary>The place has ended by itself; it is kept until the connection's end, since a new one may stand there by now.</summary>
    async ValueTask IFeedViewer.Lost(ConversationId conversation, string reason) =>
        await ConversationPushes.Unsubscribed.To(connection.Client, new(conversation.ToString(), reason));

    async ValueTask IInboxViewer.Changed(ConversationView conversation) =>
        await ConversationPushes.Changed.To(connection.Client, ConversationJson.Of(conversation));

    async ValueTask IInboxViewer.Gone(ConversationId conversation) =>
        await ConversationPushes.Gone.To(connection.Client, new(conversation.ToString()));

    /// <summary>A subscription: the log, and the visits beside it.</summary>
    private sealed record Place(ILiveHold Log, VisitsPlace? Visits) : IAsyncDisposable
    {
        public void Begin()
        {
            Log.Begin();
            Visits?.Begin();
        }

        public async ValueTask DisposeAsync()
        {
            await Log.DisposeAsync();
            if (Visits is not null) await Visits.Start.Live.DisposeAsync();
        }
    }

    private sealed record VisitsPlace(BoardStart Start, Action Begin);
}
