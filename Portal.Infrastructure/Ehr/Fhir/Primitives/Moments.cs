using System.Globalization;
using System.Text.RegularExpressions;

namespace Portal.Infrastructure.Ehr.Fhir.Primitives;

/// <summary>The forms of dates and times: the specification's, and the day must be one of the calendar.</summary>
internal static partial class Moments
{
    private const string DayPattern = @"(?<year>[0-9]{4})(-(?<month>0[1-9]|1[0-2])(-(?<day>0[1-9]|[12][0-9]|3[01]))?)?";
    private const string FullDayPattern = @"(?<year>[0-9]{4})-(?<month>0[1-9]|1[0-2])-(?<day>0[1-9]|[12][0-9]|3[01])";
    private const string ClockPattern = @"([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)(\.[0-9]+)?";
    private const string ZonePattern = @"(Z|[+-](0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)";
    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking;

    public static bool IsDate(string text) => IsReal(Date.Match(text));

    public static bool IsDateTime(string text) => IsReal(Date.Match(text)) || IsInstant(text);

    public static bool IsInstant(string text) => IsReal(Instant.Match(text));

    public static bool IsTime(string text) => Time.IsMatch(text);

    /// <summary>The instant that the text names; false where it names only a day, month or year, or a leap second.</summary>
    public static bool TryGetInstant(string text, out DateTimeOffset at)
    {
        at = default;
        return IsInstant(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out at);
    }

    private static bool IsReal(Match match)
    {
        if (!match.Success) return false;
        var year = int.Parse(match.Groups["year"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
        if (year == 0) return false;
        if (!match.Groups["day"].Success) return true;
        var month = int.Parse(match.Groups["month"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
        return int.Parse(match.Groups["day"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) <= DateTime.DaysInMonth(year, month);
    }

    [GeneratedRegex(@"\A" + DayPattern + @"\z", Options)]
    private static partial Regex Date { get; }

    [GeneratedRegex(@"\A" + FullDayPattern + "T" + ClockPattern + ZonePattern + @"\z", Options)]
    private static partial Regex Instant { get; }

    [GeneratedRegex(@"\A" + ClockPattern + @"\z", Options)]
    private static partial Regex Time { get; }
}
