using System.Globalization;
using Portal.Domain.Visits;

namespace Portal.Web.Visits.Record;

/// <summary>What a visit's record comes to in a few numbers.</summary>
internal static class RecordFigures
{
    /// <summary>From the knock to the first admission behind it; null where nobody was admitted.</summary>
    public static TimeSpan? Waited(VisitRecord record)
    {
        var admitted = record.Timeline.FirstOrDefault(moment => moment.Kind == VisitMomentKind.Admitted);
        var knocked = admitted is null ? null : record.Timeline.LastOrDefault(moment => moment.Kind == VisitMomentKind.CheckedIn && moment.At <= admitted.At);
        return knocked is null ? null : admitted!.At - knocked.At;
    }

    /// <summary>From when both were in the call to the end; null of a visit that has not begun or still runs.</summary>
    public static TimeSpan? Held(VisitView visit) => visit.State is { StartedAt: { } started, EndedAt: { } ended } ? ended - started : null;

    /// <summary>Minutes and seconds, from an hour on hours too.</summary>
    public static string Span(TimeSpan span) => span.ToString(span.TotalHours >= 1 ? @"h\:mm\:ss" : @"m\:ss", CultureInfo.InvariantCulture);
}
