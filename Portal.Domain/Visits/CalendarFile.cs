using System.Globalization;
using System.Text;
using Portal.Domain.Shared;

namespace Portal.Domain.Visits;

/// <summary>
/// An appointment for somebody's own calendar: an iCalendar object (RFC 5545) in UTC, which the calendar shows in its own time. It says when, and no word of what it is about: such files
/// lie on telephones and in other people's clouds. The id stays the same and the sequence grows with each change, so that a newer file replaces the older entry.
/// </summary>
public static class CalendarFile
{
    public const string MediaType = "text/calendar";
    public const string Name = "visit.ics";

    /// <summary>Octets of a line, its end left out.</summary>
    private const int LongestLine = 75;
    private const string Stamp = "yyyyMMdd'T'HHmmss'Z'";

    /// <summary>The file's text; each line ends with CR LF.</summary>
    /// <param name="visit">Whose id it bears.</param>
    /// <param name="state">When it is, and whether it still is.</param>
    /// <param name="version">As <see cref="VisitView.Version"/>.</param>
    /// <param name="host">Of the portal: makes the id the world's only one.</param>
    /// <param name="summary">What the calendar shows: that there is a visit.</param>
    /// <param name="link">Where it is opened; null where that takes more than an address.</param>
    /// <param name="alarm">How long before the calendar itself is to remind; null is not at all.</param>
    /// <param name="now">The time.</param>
    public static string Of(VisitId visit, VisitState state, long version, string host, string summary, Uri? link, TimeSpan? alarm, DateTimeOffset now)
    {
        var lines = new List<string>
        {
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//Care Portal//Visits//EN",
            "METHOD:PUBLISH",
            "BEGIN:VEVENT",
            $"UID:{visit}@{host}",
            $"SEQUENCE:{version.ToString(CultureInfo.InvariantCulture)}",
            $"DTSTAMP:{At(now)}",
            $"DTSTART:{At(state.ScheduledFor)}",
            $"DURATION:PT{((int)state.Length.TotalMinutes).ToString(CultureInfo.InvariantCulture)}M",
            $"SUMMARY:{Escaped(summary)}",
            $"STATUS:{(state.Status == VisitStatus.Cancelled ? "CANCELLED" : "CONFIRMED")}",
        };
        if (link is not null) lines.Add($"URL:{link}");
        lines.Add("CLASS:PRIVATE");
        if (alarm is { } before && !state.IsOver)
            lines.AddRange(["BEGIN:VALARM", "ACTION:DISPLAY", $"DESCRIPTION:{Escaped(summary)}", $"TRIGGER:-PT{((int)before.TotalMinutes).ToString(CultureInfo.InvariantCulture)}M", "END:VALARM"]);
        lines.AddRange(["END:VEVENT", "END:VCALENDAR"]);
        return string.Concat(lines.Select(line => Folded(line) + "\r\n"));
    }

    private static string At(DateTimeOffset time) => time.UtcDateTime.ToString(Stamp, CultureInfo.InvariantCulture);

    private static string Escaped(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(";", "\\;", StringComparison.Ordinal).Replace(",", "\\,", StringComparison.Ordinal)
            .Replace("\r\n", "\\n", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\n", StringComparison.Ordinal);

    /// <summary>No character is cut in two: a line goes on behind a line end and a space, which counts as one of its octets.</summary>
    private static string Folded(string line)
    {
        var (folded, octets) = (new StringBuilder(), 0);
        foreach (var rune in line.EnumerateRunes())
        {
            if (octets + rune.Utf8SequenceLength > LongestLine)
            {
                folded.Append("\r\n ");
                octets = 1;
            }

            folded.Append(rune.ToString());
            octets += rune.Utf8SequenceLength;
        }

        return folded.ToString();
    }
}
