using System.Globalization;
using System.Resources;
using Microsoft.Extensions.Options;
using Portal.Domain.Notifications;
using Portal.Infrastructure.Notifications.Notices;
using Portal.Infrastructure.Shared;
using Portal.Infrastructure.Visits;

namespace Portal.Infrastructure.Notifications.Reminders;

/// <summary>
/// The mail itself: when, and where. No patient's name, no reason, no word of the visit. The calendar file is an iCalendar object (RFC 5545) in UTC, which the
/// receiver's calendar shows in its own time.
/// </summary>
internal sealed class ReminderMails(IOptions<NoticeOptions> options, PublicAddress address, TimeProvider clock)
{
    private const string Stamp = "yyyyMMdd'T'HHmmss'Z'";
    private static readonly ResourceManager Texts = new("Portal.Infrastructure.Notifications.Reminders.ReminderMails", typeof(ReminderMails).Assembly);

    public Mail Of(string to, VisitRow visit, TimeSpan before)
    {
        var culture = CultureInfo.GetCultureInfo(options.Value.Language);
        var at = visit.ScheduledFor.ToUniversalTime();
        var link = address.Link($"/visit?visit={visit.Id:D}");
        var lead = Text(before >= TimeSpan.FromDays(1) ? "Day" : "Hour");
        return new Mail(to, string.Format(culture, Text("Subject"), lead), string.Format(culture, Text("Text"), lead, at.ToString("f", culture), link))
        {
            Attachment = new MailAttachment("visit.ics", "text/calendar", Calendar(visit, at, link)),
        };
    }

    /// <summary>RFC 5545: lines end with CRLF; the id stays the same and the sequence grows when the visit is moved, so that calendars replace the entry.</summary>
    private string Calendar(VisitRow visit, DateTimeOffset at, Uri link) => string.Join("\r\n",
    [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Care Portal//Visits//EN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        $"UID:{visit.Id:D}@{link.Host}",
        $"SEQUENCE:{visit.Version.ToString(CultureInfo.InvariantCulture)}",
        $"DTSTAMP:{clock.GetUtcNow().UtcDateTime.ToString(Stamp, CultureInfo.InvariantCulture)}",
        $"DTSTART:{at.UtcDateTime.ToString(Stamp, CultureInfo.InvariantCulture)}",
        $"DURATION:PT{visit.Minutes.ToString(CultureInfo.InvariantCulture)}M",
        $"SUMMARY:{Text("Summary")}",
        $"URL:{link}",
        "CLASS:PRIVATE",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]);

    private string Text(string key) =>
        Texts.GetString(key, CultureInfo.GetCultureInfo(options.Value.Language)) ?? throw new InvalidOperationException($"The text {key} is missing.");
}
