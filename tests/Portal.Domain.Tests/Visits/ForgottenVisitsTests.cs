using Portal.Domain.Visits;

namespace Portal.Domain.Tests.Visits;

public class ForgottenVisitsTests
{
    private static readonly DateTimeOffset Nine = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly VisitState Booked = new(VisitStatus.Booked, WaitingState.Expected, Nine, TimeSpan.FromMinutes(20), null, null, null, null, null);
    private static readonly VisitState Knocked = Booked with { Status = VisitStatus.Arrived, Waiting = WaitingState.Waiting, CheckedInAt = Nine };
    private static readonly VisitState Running = Knocked with { Status = VisitStatus.InProgress, Waiting = WaitingState.InVisit, AdmittedAt = Nine, StartedAt = Nine.AddMinutes(5) };

    [Theory]
    [InlineData(WaitingState.Expected, 12 * 60, null)]
    [InlineData(WaitingState.Expected, (12 * 60) + 1, VisitStatus.NoShow)]
    [InlineData(WaitingState.CheckingIn, (12 * 60) + 1, VisitStatus.NoShow)]
    [InlineData(WaitingState.Left, 12 * 60, null)]
    [InlineData(WaitingState.Left, (12 * 60) + 1, VisitStatus.Cancelled)]
    public void Who_is_not_here_may_come_until_the_door_closes_and_only_who_never_knocked_did_not_show_up(WaitingState waiting, int minutes, VisitStatus? becomes)
    {
        var now = Nine.AddMinutes(minutes);
        var closed = ForgottenVisits.Close(Booked with { Waiting = waiting }, lastSign: null, isTended: false, now);
        Assert.Equal(becomes, closed?.Status);
        if (closed is not null) Assert.Equal((now, true), (closed.EndedAt, closed.IsOver));
    }

    [Theory]
    [InlineData(WaitingState.Waiting)]
    [InlineData(WaitingState.ReturnedToWaiting)]
    [InlineData(WaitingState.Admitted)]
    public void Who_knocked_and_was_never_seen_is_no_no_show(WaitingState waiting)
    {
        var visit = Knocked with { Waiting = waiting };
        Assert.Null(ForgottenVisits.Close(visit, Nine.AddHours(1), isTended: false, Nine.AddHours(5).AddSeconds(-1)));
        var closed = ForgottenVisits.Close(visit, Nine.AddHours(1), isTended: false, Nine.AddHours(5))!;
        Assert.Equal((VisitStatus.Cancelled, WaitingState.Cancelled, null), (closed.Status, closed.Waiting, closed.CheckedInAt));
    }

    [Fact]
    public void Whoever_waits_and_is_heard_of_waits_on_for_days() =>
        Assert.Null(ForgottenVisits.Close(Knocked, Nine.AddDays(2), isTended: false, Nine.AddDays(2).AddSeconds(20)));

    [Fact]
    public void A_visit_that_was_held_ended_when_the_last_of_them_went()
    {
        var closed = ForgottenVisits.Close(Running, Nine.AddMinutes(30), isTended: false, Nine.AddHours(5))!;
        Assert.Equal((VisitStatus.Finished, WaitingState.Completed, Nine.AddMinutes(30)), (closed.Status, closed.Waiting, closed.EndedAt));
        Assert.Equal(Running.StartedAt, ForgottenVisits.Close(Running, Nine, isTended: false, Nine.AddHours(5))!.EndedAt);
    }

    [Theory]
    [InlineData(WaitingState.Expected)]
    [InlineData(WaitingState.Waiting)]
    [InlineData(WaitingState.InVisit)]
    public void What_is_tended_stays_open(WaitingState waiting)
    {
        var visit = (waiting == WaitingState.InVisit ? Running : Knocked) with { Waiting = waiting };
        Assert.Null(ForgottenVisits.Close(visit, Nine, isTended: true, Nine.AddDays(3)));
        Assert.NotNull(ForgottenVisits.Close(visit, Nine, isTended: false, Nine.AddDays(3)));
    }

    [Theory]
    [InlineData(VisitStatus.Finished)]
    [InlineData(VisitStatus.Cancelled)]
    [InlineData(VisitStatus.NoShow)]
    public void What_is_over_is_not_closed_again(VisitStatus status) => Assert.Null(ForgottenVisits.Close(Booked with { Status = status }, null, isTended: false, Nine.AddDays(3)));
}
