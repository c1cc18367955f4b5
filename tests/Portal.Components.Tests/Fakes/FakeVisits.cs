using System.Collections.Concurrent;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Domain.Visits;

namespace Portal.Components.Tests.Fakes;

/// <summary>
/// The ports of visits in memory, with the domain's own rules, viewers that are pushed to, and a place to make any call refused, broken or slow.
/// </summary>
internal sealed class FakeVisits(TimeProvider clock) : IVisits, IWaitingRoom, IWaitingBoard
{
    private readonly ConcurrentDictionary<VisitId, VisitView> views = new();
    private readonly List<BoardHold> holds = [];

    /// <summary>Asked before each call by its name; a refusal is answered, an exception thrown, a task waited for.</summary>
    public Func<string, Task<Refusal?>> Before { get; set; } = _ => Task.FromResult<Refusal?>(null);

    public ConcurrentQueue<(string Call, object? About)> Calls { get; } = new();

    public VisitRecord? Kept { get; set; }

    public VisitView this[VisitId id] => views[id];

    public IReadOnlyList<BoardHold> Holds => holds;

    public IReadOnlyList<object?> Of(string call) => [.. Calls.Where(made => made.Call == call).Select(made => made.About)];

    public VisitView Add(VisitView view) => views[view.Id] = view;

    /// <summary>Changes a visit as somebody else would, and tells every board.</summary>
    public async Task<VisitView> Tell(VisitView view)
    {
        var told = views[view.Id] = view with { Version = view.Version + 1 };
        foreach (var hold in holds.Where(hold => hold.IsLive)) await hold.Viewer.Changed(told);
        return told;
    }

    public async Task TellGone(VisitId visit)
    {
        foreach (var hold in holds.Where(hold => hold.IsLive)) await hold.Viewer.Gone(visit);
    }

    public Task<Outcome<BoardStart>> Start(Actor actor, IBoardViewer viewer, CancellationToken cancel) => Answer<BoardStart>("Start", null, () =>
    {
        var hold = new BoardHold(viewer);
        holds.Add(hold);
        return new BoardStart([.. views.Values.Where(view => !view.State.IsOver)], hold);
    });

    public Task<Outcome<BoardStart>> Watch(Actor actor, ConversationId conversation, IBoardViewer viewer, CancellationToken cancel) => Answer<BoardStart>("Watch", conversation, () =>
    {
        var hold = new BoardHold(viewer);
        holds.Add(hold);
        return new BoardStart([.. views.Values.Where(view => view.Conversation == conversation && !view.State.IsOver)], hold);
    });

    public Task<Outcome<VisitView>> Book(Actor actor, NewVisit request, CancellationToken cancel) => Answer<VisitView>("Book", request, () =>
    {
        var at = request.ScheduledFor ?? clock.Now();
        if (Appointments.Refuse(at, clock.Now()) is { } refusal) return refusal;
        var practitioner = request.Practitioner is { } id ? new PersonRef(id, People.NameOf(id)) : null;
        return Add(Visits.At(at) with { Conversation = request.Conversation, Practitioner = practitioner, Reason = request.Reason, State = Visits.At(at).State with { Length = request.Length } });
    });

    public Task<Outcome<VisitView>> View(Actor actor, VisitId visit, CancellationToken cancel) => Answer("View", visit, () => Known(visit));

    public Task<Outcome<IReadOnlyList<VisitView>>> Upcoming(Actor actor, ConversationId conversation, CancellationToken cancel) => Answer<IReadOnlyList<VisitView>>("Upcoming", conversation, () =>
        (VisitView[])[.. views.Values.Where(view => view.Conversation == conversation && !view.State.IsOver).OrderBy(view => view.State.ScheduledFor)]);

    public Task<Outcome<IReadOnlyList<VisitView>>> Calendar(Actor actor, CalendarQuery query, CancellationToken cancel) => Answer<IReadOnlyList<VisitView>>("Calendar", query, () =>
        (VisitView[])[.. views.Values.Where(view => view.State.ScheduledFor >= query.From && view.State.ScheduledFor < query.To && (query.Practitioner is null || view.Practitioner?.Id == query.Practitioner))]);

    public Task<Outcome<VisitView>> Move(Actor actor, VisitId visit, DateTimeOffset scheduledFor, TimeSpan? length, CancellationToken cancel) =>
        Change("Move", visit, (scheduledFor, length), state => WaitingRoom.Move(state, scheduledFor, length ?? state.Length, clock.Now()));

    public Task<Outcome<VisitView>> Cancel(Actor actor, VisitId visit, ClinicalText words, CancellationToken cancel) =>
        Change("Cancel", visit, words.Reveal(), state => WaitingRoom.Cancel(state, clock.Now()));

    public Task<Outcome<VisitView>> NoShow(Actor actor, VisitId visit, CancellationToken cancel) => Change("NoShow", visit, visit, state => WaitingRoom.NoShow(state, clock.Now()));

    public Task<Outcome<VisitView>> HandOver(Actor actor, VisitId visit, PersonId? practitioner, CancellationToken cancel) => Answer<VisitView>("HandOver", practitioner, () =>
        views[visit] = views[visit] with { Practitioner = practitioner is { } id ? new PersonRef(id, People.NameOf(id)) : null, Version = views[visit].Version + 1 });

    public Task<Outcome<VisitRecord>> Record(Actor actor, VisitId visit, CancellationToken cancel) => Answer<VisitRecord>("Record", visit, () => Kept is { } record ? record : Refusal.NotFound);

    public Task<Outcome<VisitView>> Prepare(Actor actor, VisitId visit, CancellationToken cancel) => Change("Prepare", visit, visit, state => WaitingRoom.Prepare(state, clock.Now()));

    public Task<Outcome<VisitView>> CheckIn(Actor actor, VisitId visit, DeviceCheck? devices, CancellationToken cancel) => Change("CheckIn", visit, visit, state => WaitingRoom.CheckIn(state, clock.Now()));

    public Task<Outcome<VisitView>> StillHere(Actor actor, VisitId visit, CancellationToken cancel) => Answer("StillHere", visit, () => Known(visit));

    public Task<Outcome<VisitView>> Leave(Actor actor, VisitId visit, CancellationToken cancel) => Change("Leave", visit, visit, WaitingRoom.Leave);

    public Task<Outcome<VisitView>> AskForCallBack(Actor actor, VisitId visit, ClinicalText number, CancellationToken cancel) => Answer("AskForCallBack", visit, () => Known(visit));

    public Task<Outcome<VisitView>> CalledBack(Actor actor, VisitId visit, CancellationToken cancel) => Answer<VisitView>("CalledBack", visit, () =>
        views[visit] = views[visit] with { CallBack = views[visit].CallBack! with { DoneAt = clock.Now() }, Version = views[visit].Version + 1 });

    public Task<Outcome<VisitView>> Admit(Actor actor, VisitId visit, CancellationToken cancel) => Change("Admit", visit, visit, state => WaitingRoom.Admit(state, clock.Now()));

    public Task<Outcome<VisitView>> ReturnToWaiting(Actor actor, VisitId visit, ClinicalText? words, CancellationToken cancel) =>
        Change("Return", visit, words?.Reveal(), WaitingRoom.Return);

    public Task<Outcome<VisitView>> Decline(Actor actor, VisitId visit, ClinicalText words, CancellationToken cancel) =>
        Change("Decline", visit, words.Reveal(), state => WaitingRoom.Decline(state, clock.Now()));

    public Task<Outcome<VisitView>> End(Actor actor, VisitId visit, CancellationToken cancel) => Change("End", visit, visit, state => WaitingRoom.End(state, clock.Now()));

    private Outcome<VisitView> Known(VisitId visit) => views.TryGetValue(visit, out var view) ? view : Refusal.NotFound;

    private Task<Outcome<VisitView>> Change(string call, VisitId visit, object? about, Func<VisitState, Outcome<VisitState?>> rule) => Answer<VisitView>(call, about, () =>
    {
        if (!views.TryGetValue(visit, out var view)) return Refusal.NotFound;
        if (!rule(view.State).TryGet(out var next, out var refusal) && refusal is not null) return refusal;
        return views[visit] = next is null ? view : view with { State = next, Version = view.Version + 1 };
    });

    private async Task<Outcome<T>> Answer<T>(string call, object? about, Func<Outcome<T>> answer)
    {
        Calls.Enqueue((call, about));
        return await Before(call) is { } refusal ? refusal : answer();
    }
}

/// <summary>Somebody who looks at the waiting room.</summary>
internal sealed class BoardHold(IBoardViewer viewer) : ILiveHold
{
    public IBoardViewer Viewer { get; } = viewer;

    public bool IsLive { get; private set; }

    public void Begin() => IsLive = true;

    public ValueTask DisposeAsync()
    {
        IsLive = false;
        return ValueTask.CompletedTask;
    }
}
