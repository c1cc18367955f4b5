using Portal.Domain.Visits;

namespace Portal.Web.Visits.Calendar;

/// <summary>A calendar is read once and kept fresh by what the board is told: moved, cancelled, booked, arrived.</summary>
internal static class CalendarVisits
{
    public static IEnumerable<VisitView> Merge(IEnumerable<VisitView> read, IEnumerable<VisitView> told, CalendarQuery query) =>
        read.Concat(told).GroupBy(visit => visit.Id).Select(versions => versions.MaxBy(visit => visit.Version)!).Where(visit => IsWanted(visit, query));

    private static bool IsWanted(VisitView visit, CalendarQuery query) =>
        visit.State.ScheduledFor >= query.From && visit.State.ScheduledFor < query.To
        && (query.CareTeam is not { } team || visit.CareTeam.Id == team)
        && (query.Practitioner is not { } practitioner || visit.Practitioner?.Id == practitioner);
}
