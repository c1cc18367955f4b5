using System.Globalization;
using Portal.Domain.Visits;
using Portal.Web.Shared.Layout;

namespace Portal.Web.Visits.Calendar;

/// <summary>The days that the calendar shows: one, or the week in which it lies, which begins as the viewer's culture has it.</summary>
public sealed record CalendarSpan(DateOnly Chosen, bool IsWeek)
{
    private const int DaysOfWeek = 7;

    public DateOnly First => IsWeek ? Chosen.AddDays(-(((int)Chosen.DayOfWeek - (int)CultureInfo.CurrentCulture.DateTimeFormat.FirstDayOfWeek + DaysOfWeek) % DaysOfWeek)) : Chosen;

    public int Count => IsWeek ? DaysOfWeek : 1;

    public IEnumerable<DateOnly> Days => Enumerable.Range(0, Count).Select(First.AddDays);

    public CalendarSpan Earlier => this with { Chosen = Chosen.AddDays(-Count) };

    public CalendarSpan Later => this with { Chosen = Chosen.AddDays(Count) };

    /// <summary>From the address; a day that is none is today.</summary>
    public static CalendarSpan Of(string? day, string? view, DateOnly today) =>
        new(DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var chosen) ? chosen : today, view != "day");

    public CalendarQuery Query(ViewerTime clock) => new(clock.StartOf(First), clock.StartOf(First.AddDays(Count)));

    public string Title() => IsWeek
        ? $"{First.ToString("M", CultureInfo.CurrentCulture)} – {First.AddDays(Count - 1).ToString("M", CultureInfo.CurrentCulture)} {First.AddDays(Count - 1).Year}"
        : First.ToString("D", CultureInfo.CurrentCulture);
}
