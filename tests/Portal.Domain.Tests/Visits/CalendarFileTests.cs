using System.Text;
using Portal.Domain.Shared;
using Portal.Domain.Visits;

namespace Portal.Domain.Tests.Visits;

public class CalendarFileTests
{
    private static readonly VisitId Visit = new(Guid.Parse("01934e2a-0000-7000-8000-000000000001"));
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly VisitState Booked = new(
        VisitStatus.Booked, WaitingState.Expected, new DateTimeOffset(2026, 3, 2, 10, 30, 0, TimeSpan.FromHours(1)), TimeSpan.FromMinutes(20), null, null, null, null, null);

    [Fact]
    public void It_says_when_in_UTC_and_reminds() => Assert.Equal(
        """
        BEGIN:VCALENDAR
        VERSION:2.0
        PRODID:-//Care Portal//Visits//EN
        METHOD:PUBLISH
        BEGIN:VEVENT
        UID:01934e2a-0000-7000-8000-000000000001@portal.example
        SEQUENCE:3
        DTSTAMP:20260301T120000Z
        DTSTART:20260302T093000Z
        DURATION:PT20M
        SUMMARY:Video visit
        STATUS:CONFIRMED
        CLASS:PRIVATE
        BEGIN:VALARM
        ACTION:DISPLAY
        DESCRIPTION:Video visit
        TRIGGER:-PT60M
        END:VALARM
        END:VEVENT
        END:VCALENDAR

        """.ReplaceLineEndings("\r\n"),
        CalendarFile.Of(Visit, Booked, 3, "portal.example", "Video visit", link: null, TimeSpan.FromHours(1), Now));

    [Fact]
    public void What_was_cancelled_says_so_and_reminds_of_nothing()
    {
        var lines = Lines(Booked with { Status = VisitStatus.Cancelled, Waiting = WaitingState.Cancelled }, "Video visit");
        Assert.Contains("STATUS:CANCELLED", lines);
        Assert.DoesNotContain("BEGIN:VALARM", lines);
    }

    [Fact]
    public void Words_cannot_add_lines_of_their_own()
    {
        var lines = Lines(Booked, "One, two; three\\four\r\nATTENDEE:mailto:x@example.org\nURL:x\rEND:VEVENT");
        Assert.Contains(@"SUMMARY:One\, two\; three\\four\nATTENDEE:mailto:x@example.org\nURL:x\nEND:VEVENT", lines);
        Assert.DoesNotContain(lines, line => line.StartsWith("ATTENDEE", StringComparison.Ordinal) || line == "URL:x");
        Assert.Single(lines, "END:VEVENT");
    }

    [Fact]
    public void Long_lines_are_folded_between_characters()
    {
        var summary = string.Concat(Enumerable.Repeat("Visita por vídeo 🩺 ", 12));
        var file = CalendarFile.Of(Visit, Booked, 1, "portal.example", summary, new Uri("https://portal.example/" + new string('x', 200)), alarm: null, Now);
        Assert.All(file.Split("\r\n"), line => Assert.InRange(Encoding.UTF8.GetByteCount(line), 0, 75));
        Assert.Contains($"SUMMARY:{summary}\r\n", file.Replace("\r\n ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain('\uFFFD', Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(file)));
    }

    private static string[] Lines(VisitState state, string summary) => CalendarFile.Of(Visit, state, 1, "portal.example", summary, link: null, TimeSpan.FromHours(1), Now).Replace("\r\n ", "", StringComparison.Ordinal).Split("\r\n");
}
