using System.Globalization;
using System.Resources;
using Microsoft.Extensions.Options;
using Portal.Domain.Notifications;
using Portal.Domain.Shared;
using Portal.Domain.Visits;
using Portal.Infrastructure.Notifications.Notices;
using Portal.Infrastructure.Shared;
using Portal.Infrastructure.Visits;

namespace Portal.Infrastructure.Notifications.Reminders;

/// <summary>
/// The mail itself: when, and where, with the appointment as a <see cref="CalendarFile"/>. No patient's name, no reason, no word of the visit.
/// </summary>
internal sealed class ReminderMails(IOptions<NoticeOptions> options, PublicAddress address, TimeProvider clock)
{
    private static readonly ResourceManager Texts = new("Portal.Infrastructure.Notifications.Reminders.ReminderMails", typeof(ReminderMails).Assembly);

    public Mail Of(string to, VisitRow visit, TimeSpan before)
    {
        var culture = CultureInfo.GetCultureInfo(options.Value.Language);
        var at = visit.ScheduledFor.ToUniversalTime();
        var link = address.Link($"/visit?visit={visit.Id:D}");
        var lead = Text(before >= TimeSpan.FromDays(1) ? "Day" : "Hour");
        return new Mail(to, string.Format(culture, Text("Subject"), lead), string.Format(culture, Text("Text"), lead, at.ToString("f", culture), link))
        {
            Attachment = new MailAttachment(
                CalendarFile.Name,
                CalendarFile.MediaType,
                CalendarFile.Of(new VisitId(visit.Id), visit.ToState(), visit.Version, link.Host, Text("Summary"), link, alarm: null, clock.GetUtcNow())),
        };
    }

    private string Text(string key) =>
        Texts.GetString(key, CultureInfo.GetCultureInfo(options.Value.Language)) ?? throw new InvalidOperationException($"The text {key} is missing.");
}
