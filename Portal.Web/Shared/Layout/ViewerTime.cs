using System.Globalization;

namespace Portal.Web.Shared.Layout;

/// <summary>Instants as the person at this circuit reads them: in the browser's time zone (UTC until it has said which) and the circuit's culture.</summary>
public sealed class ViewerTime(TimeProvider clock)
{
    private const int DaysByName = 6;

    public TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    public DateTimeOffset Now => Local(clock.GetUtcNow());

    /// <summary><paramref name="name"/> is an IANA name; none, or one that this machine does not know, changes nothing.</summary>
    public void Use(string? name)
    {
        if (name is not null && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone)) Zone = zone;
    }

    public DateTimeOffset Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, Zone);

    /// <summary>The instant at which a day begins here, as an administrator means it who picks a date.</summary>
    public DateTimeOffset StartOf(DateOnly day)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(midnight, Zone.GetUtcOffset(midnight)).ToUniversalTime();
    }

    /// <summary>
    /// The instant at which the clocks here show that time on that day: null where they jump over it in spring, the first of the two in autumn.
    /// </summary>
    public DateTimeOffset? Instant(DateOnly day, TimeOnly time)
    {
        var wall = day.ToDateTime(time);
        if (Zone.IsInvalidTime(wall)) return null;
        var offset = Zone.IsAmbiguousTime(wall) ? Zone.GetAmbiguousTimeOffsets(wall).Max() : Zone.GetUtcOffset(wall);
        return new DateTimeOffset(wall, offset).ToUniversalTime();
    }

    public DateOnly Day(DateTimeOffset at) => DateOnly.FromDateTime(Local(at).DateTime);

    public string Time(DateTimeOffset at) => Local(at).ToString("t", CultureInfo.CurrentCulture);

    public string LongDay(DateTimeOffset at) => Local(at).ToString("D", CultureInfo.CurrentCulture);

    public string DayAndTime(DateTimeOffset at) => Local(at).ToString("g", CultureInfo.CurrentCulture);

    /// <summary>To the second, with the date: for the audit.</summary>
    public string Exact(DateTimeOffset at) => Local(at).ToString("G", CultureInfo.CurrentCulture);

    /// <summary>As short as a row of a list wants it: the time today, the name of the day in the last week, else the date.</summary>
    public string Brief(DateTimeOffset at)
    {
        var (day, today) = (Day(at), Day(clock.GetUtcNow()));
        var age = today.DayNumber - day.DayNumber;
        if (age <= 0) return Time(at);
        return age <= DaysByName ? Local(at).ToString("ddd", CultureInfo.CurrentCulture) : Local(at).ToString("d", CultureInfo.CurrentCulture);
    }
}
