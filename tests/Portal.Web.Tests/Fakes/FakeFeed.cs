using System.Collections.Concurrent;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;

namespace Portal.Web.Tests.Fakes;

/// <summary>
/// Live conversations over <see cref="FakeConversations"/>. A test finds the places that were taken, and pushes into them what it likes.
/// </summary>
internal sealed class FakeFeed(FakeConversations conversations) : IConversationFeed, IInboxFeed
{
    private readonly ConcurrentDictionary<FakePlace, byte> places = new();
    private readonly ConcurrentDictionary<FakePresence, byte> presences = new();

    public IReadOnlyList<FakePlace> Places => [.. places.Keys];

    public IReadOnlyList<FakePresence> Presences => [.. presences.Keys];

    /// <summary>How many events one start answers.</summary>
    public int StartLimit { get; set; } = 200;

    /// <summary>Called as each place begins, on the thread that begins it.</summary>
    public Action<FakePlace>? Begun { get; set; }

    public ConcurrentQueue<bool> Typed { get; } = new();

    public async Task<Outcome<FeedStart>> Start(Actor actor, ConversationId conversation, Sequence after, IFeedViewer viewer, CancellationToken cancel)
    {
        if (!(await conversations.Events(actor, conversation, new(after), cancel)).TryGet(out var page, out var refusal)) return refusal;
        var events = page.Events.Take(StartLimit).ToList();
        var more = events.Count < page.Events.Count;
        var place = more ? null : new FakePlace(this, conversation, viewer, null);
        if (place is not null) places[place] = 0;
        return new FeedStart(events, page.Head, more, [new(actor.PersonId, page.Head, Sequence.None)], [new(actor.PersonId, PresenceState.Available)], place);
    }

    public async Task<Outcome<Done>> Typing(Actor actor, ConversationId conversation, bool isTyping, CancellationToken cancel)
    {
        var view = await conversations.View(actor, conversation, cancel);
        if (view.IsOk) Typed.Enqueue(isTyping);
        return view.Map(_ => Done.It);
    }

    public IPresenceHold Connect(Actor actor)
    {
        var presence = new FakePresence(actor.PersonId, gone => presences.TryRemove(gone, out _));
        presences[presence] = 0;
        return presence;
    }

    public async Task<Outcome<InboxStart>> Start(Actor actor, IInboxViewer viewer, CancellationToken cancel)
    {
        if (!(await conversations.List(actor, ConversationFilter.All, PageRequest.First, cancel)).TryGet(out var page, out var refusal)) return refusal;
        var place = new FakePlace(this, null, null, viewer);
        places[place] = 0;
        return new InboxStart(page.Items, page.Next, place);
    }

    public void Forget(FakePlace place) => places.TryRemove(place, out _);
}

/// <summary>One viewer's place; <see cref="Began"/> completes when its answer was written.</summary>
internal sealed class FakePlace(FakeFeed feed, ConversationId? conversation, IFeedViewer? viewer, IInboxViewer? inbox) : ILiveHold
{
    private readonly TaskCompletionSource began = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Began => began.Task;

    public ConversationId? Conversation => conversation;

    public IFeedViewer Viewer => viewer!;

    public IInboxViewer Inbox => inbox!;

    public void Begin()
    {
        began.TrySetResult();
        feed.Begun?.Invoke(this);
    }

    public ValueTask DisposeAsync()
    {
        feed.Forget(this);
        return ValueTask.CompletedTask;
    }
}

internal sealed class FakePresence(PersonId person, Action<FakePresence> gone) : IPresenceHold
{
    public PersonId Person => person;

    public PresenceState State { get; private set; }

    public void Set(PresenceState state) => State = state;

    public void Dispose() => gone(this);
}

/// <summary>Access changes when a test says so.</summary>
internal sealed class FakeAccessChanges : IAccessChanges
{
    private readonly Lock gate = new();
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long version = 1;

    public long Version
    {
        get
        {
            lock (gate) return version;
        }
    }

    /// <summary>Something changed.</summary>
    public void Announce() => Wake(1);

    /// <summary>Nothing changed, and the time to look again has come.</summary>
    public void ComeRound() => Wake(0);

    public Task WaitForChange(long seen, CancellationToken cancel)
    {
        lock (gate) return version == seen ? changed.Task.WaitAsync(cancel) : Task.CompletedTask;
    }

    private void Wake(int by)
    {
        TaskCompletionSource waiting;
        lock (gate)
        {
            version += by;
            waiting = changed;
            changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        waiting.TrySetResult();
    }
}
