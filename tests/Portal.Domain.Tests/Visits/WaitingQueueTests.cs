using Portal.Domain.Shared;
using Portal.Domain.Visits;

namespace Portal.Domain.Tests.Visits;

public class WaitingQueueTests
{
    private static readonly DateTimeOffset Nine = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly PersonId One = Id.New<PersonId>();
    private static readonly PersonId Other = Id.New<PersonId>();

    [Fact]
    public void Whoever_comes_early_does_not_pass_an_earlier_appointment()
    {
        var early = Waits(scheduled: 30, knocked: -10);
        var onTime = Waits(scheduled: 0, knocked: 0);
        Assert.Equal((1, 2), (Place([early, onTime], onTime), Place([early, onTime], early)));
    }

    [Fact]
    public void Whoever_comes_late_loses_to_those_who_were_on_time()
    {
        var late = Waits(scheduled: 0, knocked: 15);
        var onTime = Waits(scheduled: 10, knocked: 5);
        Assert.Equal((1, 2), (Place([late, onTime], onTime), Place([late, onTime], late)));
    }

    [Fact]
    public void Those_who_wait_for_another_are_not_in_the_way_and_those_who_wait_for_anybody_are()
    {
        var mine = Waits(scheduled: 10, knocked: 10, One);
        Assert.Equal(1, Place([mine, Waits(0, 0, Other)], mine));
        Assert.Equal(2, Place([mine, Waits(0, 0)], mine));
    }

    [Fact]
    public void The_wait_is_what_those_before_usually_take_and_what_the_running_one_still_has()
    {
        var mine = Waits(0, 5, One);
        var ahead = Waits(0, 1, One);
        var running = new QueuedVisit(Id.New<VisitId>(), One, Nine, TimeSpan.FromMinutes(20), Nine, IsIn: true);
        var past = new[] { 8, 10, 30 }.Select(minutes => TimeSpan.FromMinutes(minutes)).ToList();
        var now = Nine.AddMinutes(6);
        Assert.Equal(new WaitEstimate(2, 10 + 4), WaitingQueue.Of([mine, ahead, running], mine.Visit, past, now));
        Assert.Equal(new WaitEstimate(2, 20 + 14), WaitingQueue.Of([mine, ahead, running], mine.Visit, past[..2], now));
    }

    [Fact]
    public void A_visit_that_overruns_is_still_given_some_minutes_and_nobody_is_promised_a_time_before_the_agreed_one()
    {
        var running = new QueuedVisit(Id.New<VisitId>(), One, Nine, TimeSpan.FromMinutes(20), Nine, IsIn: true);
        var mine = Waits(0, 5, One);
        Assert.Equal(3, WaitingQueue.Of([mine, running], mine.Visit, [], Nine.AddHours(2))!.Wait);
        var later = Waits(60, 40, One);
        Assert.Equal(20, WaitingQueue.Of([later], later.Visit, [], Nine.AddMinutes(40))!.Wait);
    }

    [Fact]
    public void Who_does_not_wait_has_no_place()
    {
        var running = new QueuedVisit(Id.New<VisitId>(), One, Nine, TimeSpan.FromMinutes(20), Nine, IsIn: true);
        Assert.Null(WaitingQueue.Of([running], running.Visit, [], Nine));
        Assert.Null(WaitingQueue.Of([], Id.New<VisitId>(), [], Nine));
    }

    private static QueuedVisit Waits(int scheduled, int knocked, PersonId? practitioner = null) =>
        new(Id.New<VisitId>(), practitioner, Nine.AddMinutes(scheduled), TimeSpan.FromMinutes(20), Nine.AddMinutes(knocked), IsIn: false);

    private static int Place(IReadOnlyList<QueuedVisit> queue, QueuedVisit mine) => WaitingQueue.Of(queue, mine.Visit, [], Nine)!.Place;
}
