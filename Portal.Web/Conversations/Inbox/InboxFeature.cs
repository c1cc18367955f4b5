using Portal.Domain.CareTeams;
using Portal.Domain.Conversations;
using Portal.Domain.Shared;
using Portal.Web.Shared.Circuits;
using Portal.Web.State;

namespace Portal.Web.Conversations.Inbox;

/// <summary>The inbox of a circuit: begun once by the layout, live until the circuit or the person's access ends.</summary>
internal sealed class InboxFeature(CircuitActor actor, IInboxFeed feed, IConversations conversations, ICareTeams careTeams) : IInboxViewer, IAsyncDisposable
{
    private readonly Turns beginning = new();
    private ILiveHold? live;

    public Store<InboxState, InboxAction> Store { get; } = new(InboxState.Initial, InboxReducer.Apply);

    public InboxState State => Store.State;

    /// <summary>Begins, or begins again where it is broken; does nothing where it lives.</summary>
    public Task Begin() => beginning.Take(async () =>
    {
        if (live is not null) return;
        PersonId self = default;
        var started = await actor.Ask((person, cancel) =>
        {
            self = person.PersonId;
            return feed.Start(person, this, cancel);
        });
        if (!started.TryGet(out var start, out var refusal))
        {
            Store.Dispatch(new InboxAction.NotBegun(refusal.Kind is RefusalKind.NotReady or RefusalKind.RateLimited ? InboxPhase.Failed : InboxPhase.Refused));
            return;
        }

        Store.Dispatch(new InboxAction.Began(self, start.Conversations, start.Cursor));
        (live = start.Live).Begin();
        if ((await actor.Ask(careTeams.ListWritable)).TryGet(out var own, out _)) Store.Dispatch(new InboxAction.CareTeamsCame(own));
    });

    /// <summary>What the feed has not told of is asked for, where the server's list is longer than what is known.</summary>
    public async Task Choose(InboxFilter filter)
    {
        if (filter == State.Filter) return;
        Store.Dispatch(new InboxAction.FilterChosen(filter));
        if (!State.IsWhole) await Load(PageRequest.First);
    }

    public void Choose(InboxOrder order) => Store.Dispatch(new InboxAction.OrderChosen(order));

    public async Task LoadMore()
    {
        if (State is { More: { } cursor, IsLoadingMore: false }) await Load(new PageRequest(PageRequest.DefaultLimit, cursor));
    }

    /// <summary>Access is gone: nothing more is pushed.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref live, null) is { } hold) await hold.DisposeAsync();
    }

    ValueTask IInboxViewer.Changed(ConversationView conversation)
    {
        Store.Dispatch(new InboxAction.Changed(conversation));
        return ValueTask.CompletedTask;
    }

    ValueTask IInboxViewer.Gone(ConversationId conversation)
    {
        Store.Dispatch(new InboxAction.Gone(conversation));
        return ValueTask.CompletedTask;
    }

    private async Task Load(PageRequest page)
    {
        var filter = State.Filter;
        Store.Dispatch(new InboxAction.MoreAsked());
        var listed = await actor.Ask((person, cancel) => conversations.List(person, filter.ForPort(State.Self), page, cancel));
        Store.Dispatch(listed.TryGet(out var found, out _) ? new InboxAction.MoreCame(filter, found.Items, found.Next) : new InboxAction.MoreFailed());
    }
}
