using Portal.Components.Tests.Fakes;
using Portal.Components.Tests.Shared;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Domain.Visits;
using Portal.Testing.Time;
using Portal.Web.Visits.Board;
using Xunit;
using static Portal.Components.Tests.Fakes.Visits;

namespace Portal.Components.Tests.Visits;

public sealed class BoardFeatureTests
{
    private static readonly DateTimeOffset Now = Conversations.Now;

    [Fact]
    public async Task Who_came_early_does_not_pass_an_earlier_appointment_and_who_came_late_loses_to_who_was_on_time()
    {
        await using var portal = new PortalContext();
        var early = portal.Visits.Add(At(Now.AddMinutes(10)).Knocked(Now.AddMinutes(-20)));
        var punctual = portal.Visits.Add(At(Now.AddMinutes(-5)).Knocked(Now.AddMinutes(-6)));
        var late = portal.Visits.Add(At(Now.AddMinutes(-60)).Knocked(Now.AddMinutes(-1)));
        var board = await Begun(portal);
        Assert.Equal([punctual.Id, late.Id, early.Id], board.State.Waiting.Select(visit => visit.Id));
    }

    [Fact]
    public async Task Each_visit_stands_in_one_part_of_the_board()
    {
        await using var portal = new PortalContext();
        var waiting = portal.Visits.Add(At(Now).Knocked(Now));
        var inside = portal.Visits.Add(At(Now).Started(Now));
        var expected = portal.Visits.Add(At(Now.AddHours(1)));
        var wantsCall = portal.Visits.Add(At(Now.AddHours(2)) with { CallBack = new(new("+49 30 1234"), Now, null, null) });
        var board = await Begun(portal);
        Assert.Equal([waiting.Id, wantsCall.Id], board.State.Waiting.Select(visit => visit.Id));
        Assert.Equal([inside.Id], board.State.InVisit.Select(visit => visit.Id));
        Assert.Equal([expected.Id], board.State.ExpectedBefore(Now.AddHours(12)).Select(visit => visit.Id));
        Assert.Equal(2, board.State.WaitCount);
    }

    [Fact]
    public async Task Who_is_expected_another_day_does_not_stand_there()
    {
        await using var portal = new PortalContext();
        var board = await Begun(portal);
        await portal.Visits.Tell(At(Now.AddDays(5)));
        Assert.Empty(board.State.ExpectedBefore(Now.AddHours(12)));
    }

    [Fact]
    public async Task A_knock_is_heard_once()
    {
        await using var portal = new PortalContext();
        var visit = portal.Visits.Add(At(Now));
        var board = await Begun(portal);
        Assert.Null(board.State.LastKnock);
        var knocked = await portal.Visits.Tell(visit.Knocked(Now));
        Assert.Equal((1, visit.Id), (board.State.LastKnock!.Number, board.State.LastKnock.Visit.Id));
        await portal.Visits.Tell(knocked with { IsAway = true });
        Assert.Equal(1, board.State.LastKnock.Number);
    }

    [Fact]
    public async Task Knocking_again_after_leaving_is_heard_again_and_being_returned_is_not()
    {
        await using var portal = new PortalContext();
        var visit = portal.Visits.Add(At(Now));
        var board = await Begun(portal);
        var knocked = await portal.Visits.Tell(visit.Knocked(Now));
        var inside = await portal.Visits.Tell(knocked.Started(Now) with { State = knocked.State with { Waiting = WaitingState.InVisit } });
        var back = await portal.Visits.Tell(inside with { State = inside.State with { Waiting = WaitingState.ReturnedToWaiting } });
        Assert.Equal(1, board.State.LastKnock!.Number);
        var left = await portal.Visits.Tell(back with { State = back.State with { Waiting = WaitingState.Left, CheckedInAt = null } });
        await portal.Visits.Tell(left.Knocked(Now.AddMinutes(3)));
        Assert.Equal(2, board.State.LastKnock!.Number);
    }

    [Fact]
    public async Task Who_waited_before_the_page_was_opened_does_not_ring()
    {
        await using var portal = new PortalContext();
        portal.Visits.Add(At(Now).Knocked(Now));
        var board = await Begun(portal);
        Assert.Null(board.State.LastKnock);
    }

    [Fact]
    public async Task A_clinician_is_not_rung_for_a_colleagues_patient_and_a_coordinator_is()
    {
        await using var clinicians = new PortalContext(People.Clinician);
        await using var coordinators = new PortalContext(People.Nurse);
        var someone = new Actor { Kind = ActorKind.Practitioner, PersonId = Id.New<PersonId>(), DisplayName = new("Ines Roth"), Roles = StaffRoles.Practitioner };
        foreach (var (portal, rings) in new[] { (clinicians, false), (coordinators, true) })
        {
            var board = await Begun(portal);
            await portal.Visits.Tell(At(Now).For(someone).Knocked(Now));
            Assert.Equal(rings, board.State.LastKnock is not null);
            Assert.Equal(1, board.State.WaitCount);
        }
    }

    [Fact]
    public async Task Asking_for_a_telephone_call_rings_too()
    {
        await using var portal = new PortalContext();
        var visit = portal.Visits.Add(At(Now).Knocked(Now));
        var board = await Begun(portal);
        await portal.Visits.Tell(visit with { CallBack = new(new("+49 30 1234"), Now, null, null) });
        Assert.True(board.State.LastKnock!.IsCallBack);
    }

    [Fact]
    public async Task What_comes_late_changes_nothing()
    {
        await using var portal = new PortalContext();
        var visit = portal.Visits.Add(At(Now).Knocked(Now));
        var board = await Begun(portal);
        board.Store.Dispatch(new BoardAction.Changed(visit with { Version = 9, State = visit.State with { Waiting = WaitingState.Cancelled, Status = VisitStatus.Cancelled } }));
        board.Store.Dispatch(new BoardAction.Changed(visit with { Version = 8 }));
        Assert.Empty(board.State.Waiting);
    }

    [Fact]
    public async Task What_is_no_longer_the_viewers_goes()
    {
        await using var portal = new PortalContext();
        var visit = portal.Visits.Add(At(Now).Knocked(Now));
        var board = await Begun(portal);
        await portal.Visits.TellGone(visit.Id);
        Assert.Equal(0, board.State.WaitCount);
    }

    [Fact]
    public async Task Waiting_becomes_too_long_as_time_passes()
    {
        await using var portal = new PortalContext();
        var visit = portal.Visits.Add(At(Now).Knocked(Now));
        var board = await Begun(portal);
        Assert.False(board.State.IsLate(visit));
        portal.Clock.Advance(BoardState.LateAfter + TimeSpan.FromMinutes(1));
        Assert.True(board.State.IsLate(visit));
    }

    [Fact]
    public async Task A_visit_longer_than_planned_is_marked()
    {
        await using var portal = new PortalContext();
        var visit = portal.Visits.Add(At(Now).Started(Now));
        var board = await Begun(portal);
        portal.Clock.Advance(TimeSpan.FromMinutes(19));
        Assert.False(board.State.IsLate(visit));
        portal.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.True(board.State.IsLate(visit));
    }

    [Fact]
    public async Task The_filter_shows_what_is_for_me_or_anybody_and_the_count_stays_whole()
    {
        await using var portal = new PortalContext();
        portal.Visits.Add(At(Now).For(People.Clinician).Knocked(Now));
        var mine = portal.Visits.Add(At(Now).For(People.Nurse).Knocked(Now));
        var anybody = portal.Visits.Add(At(Now.AddSeconds(1)).Of(People.Orthopaedics).Knocked(Now));
        var board = await Begun(portal);
        board.Choose(new BoardFilter(MineOnly: true));
        Assert.Equal([mine.Id, anybody.Id], board.State.Waiting.Select(visit => visit.Id));
        board.Choose(new BoardFilter(People.Orthopaedics.Id));
        Assert.Equal([anybody.Id], board.State.Waiting.Select(visit => visit.Id));
        Assert.Equal(3, board.State.WaitCount);
    }

    [Fact]
    public async Task A_board_that_could_not_begin_is_tried_again_by_itself()
    {
        await using var portal = new PortalContext();
        portal.Visits.Add(At(Now).Knocked(Now));
        portal.Visits.Before = _ => throw new InvalidOperationException("the database is away");
        var board = await Begun(portal);
        Assert.Equal(BoardPhase.Failed, board.State.Phase);
        portal.Visits.Before = _ => Task.FromResult<Refusal?>(null);
        portal.Clock.Advance(TimeSpan.FromSeconds(31));
        await Until.True(() => board.State.Phase == BoardPhase.Ready);
        Assert.Equal(1, board.State.WaitCount);
    }

    [Fact]
    public async Task Whoever_may_see_no_waiting_room_is_told_so()
    {
        await using var portal = new PortalContext();
        portal.Visits.Before = _ => Task.FromResult<Refusal?>(Refusal.Forbidden);
        var board = await Begun(portal);
        Assert.Equal(BoardPhase.Refused, board.State.Phase);
    }

    [Fact]
    public async Task Nothing_is_pushed_behind_the_end()
    {
        await using var portal = new PortalContext();
        var board = await Begun(portal);
        await board.DisposeAsync();
        Assert.DoesNotContain(portal.Visits.Holds, hold => hold.IsLive);
    }

    private static async Task<BoardFeature> Begun(PortalContext portal)
    {
        var board = portal.Get<BoardFeature>();
        await board.Begin();
        return board;
    }
}
