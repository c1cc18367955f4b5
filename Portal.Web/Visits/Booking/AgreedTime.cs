using System.Globalization;
using Portal.Domain.Visits;
using Portal.Web.Shared.Layout;

namespace Portal.Web.Visits.Booking;

/// <summary>
/// Day, time and length as the form has them, in the viewer's time zone. <paramref name="Day"/> is <c>yyyy-MM-dd</c> and <paramref name="Time"/> <c>HH:mm</c>, as the
/// browser's own fields write them.
/// </summary>
public sealed record AgreedTime(string Day, string Time, string Minutes)
{
    /// <summary>From the next full five minutes on, an hour ahead: a form that is opened should be right more often than not.</summary>
    public static AgreedTime Soon(ViewerTime clock)
    {
        var later = clock.Now.AddHours(1);
        return At(later.AddMinutes(-(later.Minute % 5)), TimeSpan.FromMinutes(Appointments.UsualMinutes));
    }

    public static AgreedTime Of(VisitView visit, ViewerTime clock) => At(clock.Local(visit.State.ScheduledFor), visit.State.Length);

    public static AgreedTime On(DateOnly day, TimeOnly time) =>
        new(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), time.ToString("HH:mm", CultureInfo.InvariantCulture), Appointments.UsualMinutes.ToString(CultureInfo.InvariantCulture));

    /// <summary>Null where it is no day and time, or one that the clocks jump over.</summary>
    public DateTimeOffset? Instant(ViewerTime clock) =>
        DateOnly.TryParseExact(Day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
        && TimeOnly.TryParse(Time, CultureInfo.InvariantCulture, out var time)
            ? clock.Instant(day, time)
            : null;

    /// <summary>Null where it is none that can be agreed on.</summary>
    public TimeSpan? Length =>
        int.TryParse(Minutes, NumberStyles.None, CultureInfo.InvariantCulture, out var minutes) && minutes is >= Appointments.ShortestMinutes and <= Appointments.LongestMinutes
            ? TimeSpan.FromMinutes(minutes)
            : null;

    private static AgreedTime At(DateTimeOffset local, TimeSpan length) => new(
        local.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        local.ToString("HH:mm", CultureInfo.InvariantCulture),
        ((int)length.TotalMinutes).ToString(CultureInfo.InvariantCulture));
}
