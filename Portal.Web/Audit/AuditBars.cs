using System.Globalization;
using Portal.Domain.Audit;
using Portal.Web.Shared.Components;
using Portal.Web.Shared.Layout;

namespace Portal.Web.Audit;

/// <summary>
/// Counted hours as bars, without a gap from the first day asked for to the last: of hours where these are few, of days, or of weeks. Hours are the trail's, in UTC;
/// in a zone that is a part of an hour off, an hour counts where it begins, and the first one where it ends.
/// </summary>
internal sealed class AuditBars(ViewerTime clock, DateTimeOffset from, DateTimeOffset to)
{
    private const int HoursShown = 48;
    private const int DaysOfWeek = 7;

    private DateOnly FirstDay => clock.Day(from);

    private int Days => clock.Day(to.AddTicks(-1)).DayNumber - FirstDay.DayNumber + 1;

    /// <summary>By hours of a range of two days or less, else by days.</summary>
    /// <param name="points">Of hours.</param>
    /// <param name="isPart">Which hours, as the clocks here show them, are drawn apart; none where null.</param>
    public IReadOnlyList<ChartBar> ByTime(IReadOnlyList<AuditPoint> points, Func<DateTimeOffset, bool>? isPart = null)
    {
        var hours = (int)Math.Ceiling((to - from).TotalHours);
        return hours <= HoursShown
            ? Bars(points, isPart, hours, at => (int)Math.Floor((at - from).TotalHours), index => clock.DayAndTime(from.AddHours(index)))
            : Bars(points, isPart, Days, Day, Label);
    }

    /// <summary>By weeks of the range: each bar begins at its first day.</summary>
    public IReadOnlyList<ChartBar> ByWeek(IReadOnlyList<AuditPoint> points) =>
        Bars(points, isPart: null, (Days + DaysOfWeek - 1) / DaysOfWeek, at => Day(at) / DaysOfWeek, index => Label(index * DaysOfWeek));

    private static List<ChartBar> Bars(
        IReadOnlyList<AuditPoint> points, Func<DateTimeOffset, bool>? isPart, int count, Func<DateTimeOffset, int> place, Func<int, string> label)
    {
        var values = new long[count];
        var parts = new long[count];
        foreach (var point in points)
        {
            var index = Math.Clamp(place(point.Hour!.Value), 0, count - 1);
            values[index] += point.Count;
            if (isPart?.Invoke(point.Hour.Value) == true) parts[index] += point.Count;
        }

        return [.. Enumerable.Range(0, count).Select(index => new ChartBar(label(index), values[index], parts[index]))];
    }

    private int Day(DateTimeOffset at) => clock.Day(at).DayNumber - FirstDay.DayNumber;

    private string Label(int day) => FirstDay.AddDays(day).ToString("d", CultureInfo.CurrentCulture);
}
