using System.Collections.Immutable;
using Portal.Domain.Shared;
using Portal.Domain.Visits;

namespace Portal.Web.Visits.Board;

/// <summary>What can happen to the waiting rooms.</summary>
internal abstract record BoardAction
{
    private BoardAction()
    {
    }

    /// <summary>Replaces everything known: the board began, or began again after a break.</summary>
    public sealed record Began(PersonId Self, bool HearsAll, IReadOnlyList<VisitView> Visits, DateTimeOffset Now) : BoardAction;

    public sealed record NotBegun(BoardPhase Phase) : BoardAction;

    /// <summary>Pushed, or the answer of an act.</summary>
    public sealed record Changed(VisitView Visit) : BoardAction;

    public sealed record Gone(VisitId Visit) : BoardAction;

    public sealed record FilterChosen(BoardFilter Filter) : BoardAction;

    public sealed record TimePassed(DateTimeOffset Now) : BoardAction;

    public sealed record ActBegan(VisitId Visit) : BoardAction;

    public sealed record ActEnded(VisitId Visit, Refusal? Refusal) : BoardAction;

    public sealed record ProblemDismissed(VisitId Visit) : BoardAction;
}

internal static class BoardReducer
{
    public static BoardState Apply(BoardState state, BoardAction action) => action switch
    {
        BoardAction.Began began => Begin(state, began),
        BoardAction.NotBegun failed => state.Phase == failed.Phase ? state : state with { Phase = failed.Phase, Known = ImmutableDictionary<VisitId, VisitView>.Empty },
        BoardAction.Changed changed => Change(state, changed.Visit),
        BoardAction.Gone gone => state.Known.ContainsKey(gone.Visit) ? state with { Known = state.Known.Remove(gone.Visit) } : state,
        BoardAction.FilterChosen chosen => chosen.Filter == state.Filter ? state : state with { Filter = chosen.Filter },
        BoardAction.TimePassed passed => state with { Now = passed.Now },
        BoardAction.ActBegan began => state with { Busy = state.Busy.Add(began.Visit), Problems = state.Problems.Remove(began.Visit) },
        BoardAction.ActEnded ended => state with
        {
            Busy = state.Busy.Remove(ended.Visit),
            Problems = ended.Refusal is { } refusal ? state.Problems.SetItem(ended.Visit, refusal) : state.Problems,
        },
        BoardAction.ProblemDismissed dismissed => state with { Problems = state.Problems.Remove(dismissed.Visit) },
        _ => throw new ArgumentOutOfRangeException(nameof(action), action.GetType().Name, null),
    };

    /// <summary>Who knocked during a break is heard of behind it; who waited already when the page was opened has knocked before.</summary>
    private static BoardState Begin(BoardState state, BoardAction.Began began)
    {
        var next = state with
        {
            Phase = BoardPhase.Ready,
            Self = began.Self,
            HearsAll = began.HearsAll,
            Now = began.Now,
            Known = began.Visits.ToImmutableDictionary(visit => visit.Id),
        };
        return state.Phase == BoardPhase.Ready ? began.Visits.Aggregate(next, (heard, visit) => Hear(heard, state.Known.GetValueOrDefault(visit.Id), visit)) : next;
    }

    /// <summary>An act's answer and the push of the same change overtake each other.</summary>
    private static BoardState Change(BoardState state, VisitView visit)
    {
        var before = state.Known.GetValueOrDefault(visit.Id);
        if (before is not null && before.Version > visit.Version) return state;
        return Hear(state with { Known = state.Known.SetItem(visit.Id, visit) }, before, visit);
    }

    private static BoardState Hear(BoardState state, VisitView? before, VisitView visit)
    {
        if (visit.State.IsOver || !(state.HearsAll || visit.Practitioner is null || visit.Practitioner.Id == state.Self)) return state;
        var isCallBack = visit.CallBack is { DoneAt: null } wish && wish.AskedAt != before?.CallBack?.AskedAt;
        var isKnock = visit.State.Waiting == WaitingState.Waiting && visit.State.CheckedInAt != before?.State.CheckedInAt;
        return isKnock || isCallBack ? state with { LastKnock = new Knock((state.LastKnock?.Number ?? 0) + 1, visit, isCallBack) } : state;
    }
}
