using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;

namespace Portal.Infrastructure.Audit.Reading;

/// <summary>Counts that the database makes: no line of what is counted comes here.</summary>
internal static class AuditCounting
{
    public static async Task<IReadOnlyList<AuditPoint>> ByHour(IQueryable<AuditEventRow> events, CancellationToken cancel)
    {
        var hours = await events.GroupBy(row => new { row.At.Year, row.At.Month, row.At.Day, row.At.Hour })
            .Select(hour => new { hour.Key.Year, hour.Key.Month, hour.Key.Day, hour.Key.Hour, Count = hour.LongCount() }).ToListAsync(cancel);
        return [.. hours.Select(one => new AuditPoint(new DateTimeOffset(one.Year, one.Month, one.Day, one.Hour, 0, 0, TimeSpan.Zero), null, one.Count)).OrderBy(point => point.Hour)];
    }

    public static async Task<IReadOnlyList<AuditPoint>> ByAction(IQueryable<AuditEventRow> events, CancellationToken cancel)
    {
        var actions = await events.GroupBy(row => row.Action).Select(action => new { action.Key, Count = action.LongCount() }).ToListAsync(cancel);
        return [.. actions.Select(one => new AuditPoint(null, (AuditAction)one.Key, one.Count)).OrderByDescending(point => point.Count).ThenBy(point => point.Action)];
    }
}
