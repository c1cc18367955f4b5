using Portal.Domain.Audit;
using Portal.Testing.Time;
using Portal.Web.Audit;
using Portal.Web.Shared.Layout;
using Xunit;

namespace Portal.Components.Tests.Audit;

public sealed class AuditBarsTests
{
    private static readonly DateOnly Day = new(2026, 10, 25);

    /// <summary>In Berlin that Sunday has the hour from two to three twice.</summary>
    [Fact]
    public void A_day_with_25_hours_has_25_bars_and_nothing_is_counted_twice()
    {
        var clock = In("Europe/Berlin");
        var (from, to) = (clock.StartOf(Day), clock.StartOf(Day.AddDays(1)));
        var bars = new AuditBars(clock, from, to).ByTime([.. Enumerable.Range(0, 25).Select(hour => Point(from.AddHours(hour), 1))]);
        Assert.Equal(25, bars.Count);
        Assert.All(bars, bar => Assert.Equal(1, bar.Value));
    }

    [Fact]
    public void Days_are_the_viewers_and_one_without_anything_has_its_place()
    {
        var clock = In("America/New_York");
        var bars = new AuditBars(clock, clock.StartOf(Day), clock.StartOf(Day.AddDays(4))).ByTime(
            [Point(At("2026-10-26T03:00Z"), 5), Point(At("2026-10-26T04:00Z"), 7), Point(At("2026-10-28T12:00Z"), 2)]);
        Assert.Equal([5, 7, 0, 2], bars.Select(bar => bar.Value));
    }

    [Fact]
    public void Where_the_clocks_are_half_an_hour_off_nothing_is_lost()
    {
        var clock = In("Asia/Kolkata");
        var from = clock.StartOf(Day);
        var bars = new AuditBars(clock, from, from.AddHours(24)).ByTime([Point(At("2026-10-24T18:00Z"), 3), Point(At("2026-10-25T18:00Z"), 4)]);
        Assert.Equal((24, 3L, 4L), (bars.Count, bars[0].Value, bars[^1].Value));
    }

    [Fact]
    public void Weeks_begin_with_the_range()
    {
        var clock = In("UTC");
        var bars = new AuditBars(clock, clock.StartOf(Day), clock.StartOf(Day.AddDays(15))).ByWeek([Point(At("2026-10-31T23:00Z"), 1), Point(At("2026-11-01T00:00Z"), 2), Point(At("2026-11-08T09:00Z"), 4)]);
        Assert.Equal([1, 2, 4], bars.Select(bar => bar.Value));
    }

    [Fact]
    public void Outside_of_working_hours_is_by_the_viewers_clock_and_the_whole_weekend()
    {
        var clock = In("Europe/Berlin");
        bool Outside(DateTimeOffset at) => !WorkingHours.Usual.Hold(clock.Local(at));
        var bars = new AuditBars(clock, clock.StartOf(Day), clock.StartOf(Day.AddDays(3))).ByTime(
            [Point(At("2026-10-25T11:00Z"), 1), Point(At("2026-10-26T05:00Z"), 2), Point(At("2026-10-26T06:00Z"), 4), Point(At("2026-10-26T17:00Z"), 8), Point(At("2026-10-26T18:00Z"), 16)], Outside);
        Assert.Equal([(1L, 1L), (30, 18), (0, 0)], bars.Select(bar => (bar.Value, bar.Part)));
    }

    private static AuditPoint Point(DateTimeOffset hour, long count) => new(hour, null, count);

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static ViewerTime In(string zone)
    {
        var clock = new ViewerTime(new ManualClock());
        clock.Use(zone);
        return clock;
    }
}
