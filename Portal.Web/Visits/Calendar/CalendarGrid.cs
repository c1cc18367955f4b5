using Portal.Domain.Visits;
using Portal.Web.Shared.Layout;

namespace Portal.Web.Visits.Calendar;

/// <summary>A visit's place in its day. <paramref name="At"/> and <paramref name="Quarters"/> count quarters of an hour, from the first hour shown.</summary>
public sealed record CalendarPlace(VisitView Visit, int At, int Quarters);

public sealed record CalendarDayPlan(DateOnly Day, IReadOnlyList<CalendarPlace> Visits);

/// <summary>
/// Days side by side and the hours that all of them share: the usual ones of a clinic, and more where a visit is earlier or later. Places are on the viewer's wall
/// clock, so that a day on which clocks are changed looks like any other.
/// </summary>
public sealed record CalendarGrid(int FirstHour, int LastHour, IReadOnlyList<CalendarDayPlan> Days)
{
    public const int QuartersOfHour = 4;
    private const int UsualFirst = 8;
    private const int UsualLast = 18;
    private const int HoursOfDay = 24;
    private const int MinutesOfQuarter = 15;

    public IEnumerable<int> Hours => Enumerable.Range(FirstHour, LastHour - FirstHour);

    /// <summary>How many visits of one day go on at the same time at most.</summary>
    public int Lanes => Days.SelectMany(day => day.Visits.Select(one => day.Visits.Count(other => other.At <= one.At && one.At < other.At + other.Quarters))).DefaultIfEmpty().Max();

    public static CalendarGrid Of(CalendarSpan span, IEnumerable<VisitView> visits, ViewerTime clock)
    {
        var byDay = visits.OrderBy(visit => visit.State.ScheduledFor).ThenBy(visit => visit.Id.Value).ToLookup(visit => clock.Day(visit.State.ScheduledFor));
        var shown = span.Days.SelectMany(day => byDay[day]).Select(visit => clock.Local(visit.State.ScheduledFor)).ToList();
        var ends = span.Days.SelectMany(day => byDay[day]).Select(visit => LastHourOf(visit, clock)).ToList();
        var first = Math.Min(UsualFirst, shown.Count == 0 ? UsualFirst : shown.Min(at => at.Hour));
        var last = Math.Max(UsualLast, ends.Count == 0 ? UsualLast : ends.Max());
        return new(first, last, [.. span.Days.Select(day => new CalendarDayPlan(day, [.. byDay[day].Select(visit => PlaceOf(visit, first, last, clock))]))]);
    }

    private static CalendarPlace PlaceOf(VisitView visit, int firstHour, int lastHour, ViewerTime clock)
    {
        var local = clock.Local(visit.State.ScheduledFor);
        var at = ((local.Hour - firstHour) * QuartersOfHour) + (local.Minute / MinutesOfQuarter);
        var quarters = Math.Max(1, (int)Math.Ceiling(((local.Minute % MinutesOfQuarter) + visit.State.Length.TotalMinutes) / MinutesOfQuarter));
        return new(visit, at, Math.Min(quarters, ((lastHour - firstHour) * QuartersOfHour) - at));
    }

    /// <summary>The full hour at which it is over; a visit past midnight ends with its day.</summary>
    private static int LastHourOf(VisitView visit, ViewerTime clock)
    {
        var local = clock.Local(visit.State.ScheduledFor);
        return Math.Min(HoursOfDay, (int)Math.Ceiling((local.TimeOfDay + visit.State.Length).TotalHours));
    }
}
