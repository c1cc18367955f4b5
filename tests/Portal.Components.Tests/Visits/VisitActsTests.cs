using Portal.Components.Tests.Fakes;
using Portal.Domain.Visits;
using Portal.Web.Visits.Acts;
using Xunit;
using static Portal.Components.Tests.Fakes.Visits;

namespace Portal.Components.Tests.Visits;

/// <summary>What is offered is what the waiting room's rules would take.</summary>
public sealed class VisitActsTests
{
    private static readonly DateTimeOffset Now = Conversations.Now;

    public static TheoryData<WaitingState, bool, bool> Standings()
    {
        var standings = new TheoryData<WaitingState, bool, bool>();
        foreach (var waiting in Enum.GetValues<WaitingState>())
            foreach (var (hasBegun, isDue) in new[] { (false, false), (false, true), (true, false), (true, true) })
                standings.Add(waiting, hasBegun, isDue);
        return standings;
    }

    [Theory]
    [MemberData(nameof(Standings))]
    public void No_act_is_offered_that_the_rules_refuse(WaitingState waiting, bool hasBegun, bool isDue)
    {
        var visit = Standing(waiting, hasBegun, isDue);
        foreach (var act in VisitActs.Of(visit, Now)) Assert.Null(RuleOf(act, visit.State));
    }

    [Fact]
    public void A_visit_that_is_over_offers_nothing() =>
        Assert.All([WaitingState.Completed, WaitingState.NoShow, WaitingState.Cancelled], waiting => Assert.Empty(VisitActs.Of(Standing(waiting, hasBegun: true, isDue: true), Now)));

    [Fact]
    public void Who_waits_is_admitted_first() => Assert.Equal(VisitAct.Admit, VisitActs.Of(At(Now).Knocked(Now), Now)[0]);

    [Fact]
    public void Who_asks_for_a_telephone_call_is_called_first() =>
        Assert.Equal([VisitAct.CalledBack, VisitAct.Admit], VisitActs.Of(At(Now).Knocked(Now) with { CallBack = new(new("+49 30 1234"), Now, null, null) }, Now).Take(2));

    private static VisitView Standing(WaitingState waiting, bool hasBegun, bool isDue)
    {
        var visit = At(isDue ? Now.AddMinutes(-1) : Now.AddMinutes(20));
        var status = waiting switch
        {
            WaitingState.Completed => VisitStatus.Finished,
            WaitingState.NoShow => VisitStatus.NoShow,
            WaitingState.Cancelled => VisitStatus.Cancelled,
            _ => hasBegun ? VisitStatus.InProgress : VisitStatus.Booked,
        };
        return visit with { State = visit.State with { Waiting = waiting, Status = status, StartedAt = hasBegun ? Now.AddMinutes(-1) : null } };
    }

    private static string? RuleOf(VisitAct act, VisitState state) => act switch
    {
        VisitAct.Admit => WaitingRoom.Admit(state, Now).Refusal?.Reason,
        VisitAct.Return => WaitingRoom.Return(state).Refusal?.Reason,
        VisitAct.End => WaitingRoom.End(state, Now).Refusal?.Reason,
        VisitAct.Move => WaitingRoom.Move(state, Now.AddHours(1), state.Length, Now).Refusal?.Reason,
        VisitAct.NoShow => WaitingRoom.NoShow(state, Now).Refusal?.Reason,
        VisitAct.Decline => WaitingRoom.Decline(state, Now).Refusal?.Reason,
        VisitAct.Cancel => WaitingRoom.Cancel(state, Now).Refusal?.Reason,
        VisitAct.OpenCall => state.IsAdmitted ? null : "not admitted",
        VisitAct.CalledBack or VisitAct.Message or VisitAct.HandOver => null,
    };
}
