using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Domain.Visits;
using Portal.Web.Shared.Circuits;
using Portal.Web.State;

namespace Portal.Web.Visits.Board;

/// <summary>The waiting rooms of a circuit: begun once by the layout, live until the circuit or the person's access ends.</summary>
internal sealed class BoardFeature(CircuitActor actor, IWaitingBoard board, TimeProvider clock) : IBoardViewer, IAsyncDisposable
{
    /// <summary>How often lateness is told anew, and a board that could not begin is tried again.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(30);

    private readonly Turns beginning = new();
    private ILiveHold? live;
    private ITimer? ticking;

    public Store<BoardState, BoardAction> Store { get; } = new(BoardState.Initial, BoardReducer.Apply);

    public BoardState State => Store.State;

    /// <summary>Begins, or begins again where it is broken; does nothing where it lives.</summary>
    public Task Begin() => beginning.Take(async () =>
    {
        ticking ??= clock.CreateTimer(_ => OnTick(), state: null, Tick, Tick);
        if (live is not null) return;
        (PersonId Self, bool HearsAll) viewer = default;
        var started = await actor.Ask((person, cancel) =>
        {
            viewer = (person.PersonId, person.Has(StaffRoles.Coordinator));
            return board.Start(person, this, cancel);
        });
        if (!started.TryGet(out var start, out var refusal))
        {
            Store.Dispatch(new BoardAction.NotBegun(refusal.Kind is RefusalKind.NotReady or RefusalKind.RateLimited ? BoardPhase.Failed : BoardPhase.Refused));
            return;
        }

        Store.Dispatch(new BoardAction.Began(viewer.Self, viewer.HearsAll, start.Visits, clock.Now()));
        (live = start.Live).Begin();
    });

    public void Choose(BoardFilter filter) => Store.Dispatch(new BoardAction.FilterChosen(filter));

    /// <summary>Access is gone: nothing more is pushed.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref ticking, null) is { } timer) await timer.DisposeAsync();
        if (Interlocked.Exchange(ref live, null) is { } hold) await hold.DisposeAsync();
    }

    ValueTask IBoardViewer.Changed(VisitView visit)
    {
        Store.Dispatch(new BoardAction.Changed(visit));
        return ValueTask.CompletedTask;
    }

    ValueTask IBoardViewer.Gone(VisitId visit)
    {
        Store.Dispatch(new BoardAction.Gone(visit));
        return ValueTask.CompletedTask;
    }

    private void OnTick()
    {
        if (State.Phase == BoardPhase.Failed) _ = Begin();
        else Store.Dispatch(new BoardAction.TimePassed(clock.Now()));
    }
}
