using System.Globalization;
using System.Resources;
using System.Text;
using Portal.Domain.Identity;
using Portal.Domain.Visits;
using Portal.Web.Shared.Hosting;

namespace Portal.Web.Visits.Rest;

/// <summary>
/// An appointment to be kept in a calendar. The patient's side is reached nowhere outside the portal, so its file brings an alarm, which the person's own telephone gives. It has no address:
/// that side comes by the hospital's page.
/// </summary>
internal static class VisitFile
{
    private static readonly TimeSpan Alarm = TimeSpan.FromHours(1);
    private static readonly ResourceManager Texts = new(typeof(VisitTexts));

    public static IResult Of(VisitView view, Actor reader, PortalAddress portal, CultureInfo language, DateTimeOffset now)
    {
        var origin = new Uri(portal.Origin);
        var link = reader.IsStaff ? new Uri(origin, VisitAddresses.Of(view.Id)) : null;
        var file = CalendarFile.Of(view.Id, view.State, view.Version, origin.Host, Texts.GetString("Calendar.Entry", language)!, link, reader.IsPatientSide ? Alarm : null, now);
        return Results.File(Encoding.UTF8.GetBytes(file), $"{CalendarFile.MediaType}; charset=utf-8", CalendarFile.Name);
    }
}
