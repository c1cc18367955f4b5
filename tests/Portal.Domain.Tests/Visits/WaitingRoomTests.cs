using Portal.Domain.Shared;
using Portal.Domain.Visits;

namespace Portal.Domain.Tests.Visits;

public class WaitingRoomTests
{
    private static readonly DateTimeOffset Nine = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly VisitState Booked = new(VisitStatus.Booked, WaitingState.Expected, Nine, TimeSpan.FromMinutes(20), null, null, null, null, null);
    private static readonly VisitState Knocked = Booked with { Status = VisitStatus.Arrived, Waiting = WaitingState.Waiting, CheckedInAt = Nine };
    private static readonly VisitState Admitted = Knocked with { Waiting = WaitingState.Admitted, AdmittedAt = Nine };
    private static readonly VisitState Running = Admitted with { Status = VisitStatus.InProgress, Waiting = WaitingState.InVisit, StartedAt = Nine };

    public static TheoryData<WaitingState> States => new(Enum.GetValues<WaitingState>());

    [Theory]
    [InlineData(-31, "too-early")]
    [InlineData(-30, null)]
    [InlineData(0, null)]
    [InlineData(12 * 60, null)]
    [InlineData((12 * 60) + 1, "too-late")]
    public void The_door_opens_half_an_hour_before_and_closes_after_twelve_hours(int minutes, string? reason) =>
        Assert.Equal(reason, WaitingRoom.CheckIn(Booked, Nine.AddMinutes(minutes)).Refusal?.Reason);

    [Fact]
    public void Whoever_waits_already_is_not_sent_away_when_the_door_closes() => Assert.Null(WaitingRoom.CheckIn(Knocked, Nine.AddHours(13)).Value);

    [Fact]
    public void A_second_knock_keeps_the_place_and_one_after_leaving_takes_a_new_one()
    {
        Assert.Null(WaitingRoom.CheckIn(Knocked, Nine.AddMinutes(5)).Value);
        var left = WaitingRoom.Leave(Knocked).Value!;
        Assert.Equal((WaitingState.Left, VisitStatus.Booked, null), (left.Waiting, left.Status, left.CheckedInAt));
        Assert.Equal(Nine.AddMinutes(5), WaitingRoom.CheckIn(left, Nine.AddMinutes(5)).Value!.CheckedInAt);
    }

    /// <summary>Nobody is admitted who has not knocked, whatever came before.</summary>
    [Theory]
    [MemberData(nameof(States))]
    public void Only_who_waits_is_admitted(WaitingState state)
    {
        var outcome = WaitingRoom.Admit(Booked with { Waiting = state }, Nine);
        if (state is WaitingState.Waiting or WaitingState.ReturnedToWaiting) Assert.Equal(WaitingState.Admitted, outcome.Value!.Waiting);
        else if (state is WaitingState.Admitted or WaitingState.InVisit) Assert.Null(outcome.Value);
        else Assert.Equal(VisitRefusals.NotWaiting, outcome.Refusal);
    }

    /// <summary>Nobody of the patient's side is in the call who was not admitted.</summary>
    [Theory]
    [MemberData(nameof(States))]
    public void Only_who_was_admitted_is_in_the_call(WaitingState state)
    {
        var isAdmitted = state is WaitingState.Admitted or WaitingState.InVisit;
        Assert.Equal(isAdmitted ? null : VisitRefusals.NotAdmitted, WaitingRoom.Joined(Booked with { Waiting = state }, patientIsIn: true, staffIsIn: true, Nine).Refusal);
    }

    [Fact]
    public void The_visit_begins_when_both_are_in_and_only_once()
    {
        Assert.Null(WaitingRoom.Joined(Admitted, patientIsIn: false, staffIsIn: true, Nine).Value);
        var alone = WaitingRoom.Joined(Admitted, patientIsIn: true, staffIsIn: false, Nine).Value!;
        Assert.Equal((WaitingState.InVisit, VisitStatus.Arrived, null), (alone.Waiting, alone.Status, alone.StartedAt));
        var both = WaitingRoom.Joined(alone, patientIsIn: true, staffIsIn: true, Nine.AddMinutes(1)).Value!;
        Assert.Equal((VisitStatus.InProgress, Nine.AddMinutes(1)), (both.Status, both.StartedAt));
        Assert.Null(WaitingRoom.Joined(both, patientIsIn: true, staffIsIn: true, Nine.AddMinutes(9)).Value);
    }

    [Fact]
    public void Returned_to_waiting_keeps_the_place_and_the_visit_goes_on_when_admitted_again()
    {
        var returned = WaitingRoom.Return(Running).Value!;
        Assert.Equal((WaitingState.ReturnedToWaiting, Nine, null, VisitStatus.InProgress), (returned.Waiting, returned.CheckedInAt, returned.AdmittedAt, returned.Status));
        var again = WaitingRoom.Joined(WaitingRoom.Admit(returned, Nine.AddMinutes(3)).Value!, patientIsIn: true, staffIsIn: true, Nine.AddMinutes(4)).Value!;
        Assert.Equal(Nine, again.StartedAt);
    }

    [Fact]
    public void Only_a_visit_that_began_is_ended_and_only_one_that_did_not_is_called_off()
    {
        Assert.Equal(VisitRefusals.NotStarted, WaitingRoom.End(Admitted, Nine).Refusal);
        Assert.Equal(VisitStatus.Finished, WaitingRoom.End(Running, Nine).Value!.Status);
        Assert.Equal(VisitRefusals.InProgress, WaitingRoom.Cancel(Running, Nine).Refusal);
        Assert.Equal(VisitRefusals.InProgress, WaitingRoom.NoShow(Running, Nine).Refusal);
        Assert.Equal(VisitRefusals.InProgress, WaitingRoom.Move(Running, Nine.AddDays(1), Running.Length, Nine).Refusal);
        Assert.Equal(VisitRefusals.TooEarly, WaitingRoom.NoShow(Booked, Nine.AddMinutes(-1)).Refusal);
        Assert.Equal(VisitStatus.NoShow, WaitingRoom.NoShow(Booked, Nine).Value!.Status);
    }

    [Fact]
    public void Who_waits_is_expected_at_the_new_time_when_the_visit_is_moved()
    {
        var moved = WaitingRoom.Move(Knocked, Nine.AddHours(3), Knocked.Length, Nine).Value!;
        Assert.Equal((WaitingState.Expected, VisitStatus.Booked, null, Nine.AddHours(3)), (moved.Waiting, moved.Status, moved.CheckedInAt, moved.ScheduledFor));
        var longer = WaitingRoom.Move(Knocked, Nine, TimeSpan.FromMinutes(40), Nine).Value!;
        Assert.Equal((WaitingState.Waiting, Nine), (longer.Waiting, longer.CheckedInAt));
        Assert.Equal(VisitRefusals.InThePast, WaitingRoom.Move(Knocked, Nine.AddHours(-1), Knocked.Length, Nine).Refusal);
    }

    /// <summary>What is over stays over, whatever is said.</summary>
    [Theory]
    [InlineData(VisitStatus.Finished, WaitingState.Completed)]
    [InlineData(VisitStatus.Cancelled, WaitingState.Cancelled)]
    [InlineData(VisitStatus.NoShow, WaitingState.NoShow)]
    public void Nothing_wakes_a_visit_that_is_over(VisitStatus status, WaitingState waiting)
    {
        var over = Booked with { Status = status, Waiting = waiting, EndedAt = Nine };
        Outcome<VisitState?>[] said =
        [
            WaitingRoom.Prepare(over, Nine), WaitingRoom.CheckIn(over, Nine), WaitingRoom.Admit(over, Nine), WaitingRoom.Joined(over, true, true, Nine), WaitingRoom.Return(over),
            WaitingRoom.Leave(over), WaitingRoom.Decline(over, Nine), WaitingRoom.Cancel(over, Nine), WaitingRoom.Move(over, Nine.AddDays(1), over.Length, Nine), WaitingRoom.NoShow(over, Nine),
            WaitingRoom.End(over, Nine),
        ];
        Assert.All(said, outcome => Assert.True(outcome.Refusal == VisitRefusals.Over || outcome.Value is null));
    }
}
