using Portal.Domain.Conversations;
using Portal.Domain.Shared;
using Portal.Web.Conversations.History;
using Portal.Web.Shared.Circuits;
using Portal.Web.State;

namespace Portal.Web.Conversations.Thread;

/// <summary>
/// The reading side of one open conversation: opens it at the newest, follows it live, reads again where something is missing, and loads what is older.
/// Catching up, healing and opening are the one call of the feed: subscribe, then read from the last held.
/// </summary>
internal sealed class ThreadLive(
    Store<ThreadState, ThreadAction> store,
    CircuitActor actor,
    IConversations conversations,
    IConversationFeed feed,
    ThreadMarkers markers,
    TimeProvider clock) : IFeedViewer, IAsyncDisposable
{
    /// <summary>How much of the newest is read at once; older pages are as large.</summary>
    private const int PageSize = 50;

    /// <summary>So much unread is read from the first unread on, so that its separator is there; beyond, the newest page must do.</summary>
    private const int UnreadLimit = 150;

    /// <summary>Whoever writes says so again within three seconds; a lost "stopped" must not stand for ever.</summary>
    private static readonly TimeSpan TypingLife = TimeSpan.FromSeconds(8);

    /// <summary>The feed says its head every 30 seconds; silent for more than twice that, it is broken.</summary>
    private static readonly TimeSpan SilentFor = TimeSpan.FromSeconds(75);

    private readonly Turns reading = new();
    private readonly Dictionary<PersonId, ITimer> typists = [];
    private ILiveHold? live;
    private ITimer? silence;
    private bool closed;

    public async Task Open()
    {
        store.Dispatch(new ThreadAction.Emptied(ThreadPhase.Loading));
        var viewed = await actor.Ask((person, cancel) => conversations.View(person, store.State.Id, cancel));
        if (!viewed.TryGet(out var view, out var refusal))
        {
            store.Dispatch(new ThreadAction.Emptied(refusal.Kind is RefusalKind.NotReady or RefusalKind.RateLimited ? ThreadPhase.Failed : ThreadPhase.Unknown));
            return;
        }

        if (await actor.Current() is not { } self) return;
        var newest = Math.Max(0, view.Head.Value - PageSize);
        var after = view.Head.Value - view.Read.Value <= UnreadLimit ? Math.Min(newest, Math.Max(0, view.Read.Value - 1)) : newest;
        store.Dispatch(new ThreadAction.Opened(view, Timeline.Start(view.Id, self.PersonId, new(after), view.Read, view.Head)));
        await Follow();
    }

    /// <summary>From the last held on, until it is live; the hold there was is replaced.</summary>
    public Task Follow() => reading.Take(async () =>
    {
        for (var more = true; more && !closed;)
        {
            if (store.State.Timeline is not { } timeline) return;
            var started = await actor.Ask((person, cancel) => feed.Start(person, store.State.Id, timeline.Last, this, cancel));
            if (!started.TryGet(out var start, out var refusal))
            {
                await Refused(refusal);
                return;
            }

            await Take(start);
            more = start.More;
        }

        if (!closed) silence ??= clock.CreateTimer(_ => _ = Follow(), state: null, SilentFor, SilentFor);
    });

    public async Task LoadOlder()
    {
        if (store.State is not { Timeline: { } timeline, IsLoadingOlder: false, HasOlder: true }) return;
        store.Dispatch(new ThreadAction.OlderAsked());
        var page = await actor.Ask((person, cancel) => conversations.Events(person, store.State.Id, new(Before: timeline.First, Limit: PageSize), cancel));
        store.Dispatch(page.TryGet(out var found, out _) ? new ThreadAction.OlderCame(found.Events) : new ThreadAction.OlderFailed());
    }

    public void Typing(bool isTyping) => _ = actor.Ask((person, cancel) => feed.Typing(person, store.State.Id, isTyping, cancel));

    public async ValueTask DisposeAsync()
    {
        closed = true;
        if (silence is not null) await silence.DisposeAsync();
        lock (typists)
            foreach (var timer in typists.Values)
                timer.Dispose();
        if (Interlocked.Exchange(ref live, null) is { } hold) await hold.DisposeAsync();
    }

    ValueTask IFeedViewer.Events(ConversationId conversation, IReadOnlyList<ConversationEvent> events)
    {
        Heard();
        var state = store.Dispatch(new ThreadAction.TimelineMoved(new TimelineInput.EventsCame(events)));
        markers.Delivered(state.Timeline?.Last ?? Sequence.None);
        if (state.Timeline is { IsBehind: true }) _ = Task.Run(Follow);
        return ValueTask.CompletedTask;
    }

    ValueTask IFeedViewer.Marker(ConversationId conversation, Marker marker) => Moved(new TimelineInput.MarkerMoved(marker));

    ValueTask IFeedViewer.Head(ConversationId conversation, Sequence head)
    {
        Heard();
        markers.TryAgain();
        if (store.Dispatch(new ThreadAction.TimelineMoved(new TimelineInput.HeadSeen(head))).Timeline is { IsBehind: true }) _ = Task.Run(Follow);
        return ValueTask.CompletedTask;
    }

    ValueTask IFeedViewer.Typing(ConversationId conversation, PersonId person, bool isTyping)
    {
        store.Dispatch(new ThreadAction.TypingHeard(person, isTyping));
        lock (typists)
        {
            if (typists.Remove(person, out var earlier)) earlier.Dispose();
            if (isTyping) typists[person] = clock.CreateTimer(_ => store.Dispatch(new ThreadAction.TypingHeard(person, IsTyping: false)), state: null, TypingLife, Timeout.InfiniteTimeSpan);
        }

        return ValueTask.CompletedTask;
    }

    ValueTask IFeedViewer.Presence(Presence presence)
    {
        store.Dispatch(new ThreadAction.PresenceHeard(presence));
        return ValueTask.CompletedTask;
    }

    ValueTask IFeedViewer.Lost(ConversationId conversation, string reason)
    {
        store.Dispatch(new ThreadAction.Emptied(ThreadPhase.Lost));
        return ValueTask.CompletedTask;
    }

    private async Task Take(FeedStart start)
    {
        var state = store.Dispatch(new ThreadAction.TimelineMoved(new TimelineInput.EventsCame(start.Events, start.Head)));
        foreach (var marker in start.Markers) store.Dispatch(new ThreadAction.TimelineMoved(new TimelineInput.MarkerMoved(marker)));
        foreach (var presence in start.Presence) store.Dispatch(new ThreadAction.PresenceHeard(presence));
        if (start.Live is not { } hold) return;
        if (Interlocked.Exchange(ref live, hold) is { } earlier) await earlier.DisposeAsync();
        if (closed) await hold.DisposeAsync();
        else hold.Begin();
        store.Dispatch(new ThreadAction.WentLive());
        markers.Delivered(state.Timeline?.Last ?? Sequence.None);
    }

    private async Task Refused(Refusal refusal)
    {
        if (refusal.Kind is RefusalKind.NotReady or RefusalKind.RateLimited)
        {
            // What is on the screen stays; the watch over the silence tries again.
            if (store.State.Phase == ThreadPhase.Loading) store.Dispatch(new ThreadAction.Emptied(ThreadPhase.Failed));
            return;
        }

        if (Interlocked.Exchange(ref live, null) is { } hold) await hold.DisposeAsync();
        store.Dispatch(new ThreadAction.Emptied(ThreadPhase.Lost));
    }

    private ValueTask Moved(TimelineInput input)
    {
        store.Dispatch(new ThreadAction.TimelineMoved(input));
        return ValueTask.CompletedTask;
    }

    private void Heard() => silence?.Change(SilentFor, SilentFor);
}
