using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Shared.Dialects;

internal sealed partial class PostgresDialect
{
    public IQueryable<AuditEventRow> Unsealed(PortalDbContext context, DateTimeOffset? since)
    {
        var events = context.Set<AuditEventRow>().AsNoTracking();
        var links = context.Set<AuditLinkRow>().AsNoTracking();
        if (since is not { } at) return events.Where(row => !links.Any(link => link.AuditEventId == row.Id)).OrderBy(row => row.Id);

        // The bound stands on both sides: without it on the links, the planner may read all of them.
        var from = Uuid7.Floor(at);
        return events.Where(row => row.Id >= from && !links.Any(link => link.AuditEventId == row.Id && link.AuditEventId >= from)).OrderBy(row => row.Id);
    }

    public IQueryable<AuditEventRow> Between(IQueryable<AuditEventRow> events, DateTimeOffset? from, DateTimeOffset? to)
    {
        if (from is { } begin)
        {
            var first = Uuid7.Floor(begin);
            events = events.Where(row => row.Id >= first);
        }

        if (to is not { } end) return events;
        var last = Uuid7.Floor(end);
        return events.Where(row => row.Id < last);
    }

    public IQueryable<AuditEventRow> NewestFirst(IQueryable<AuditEventRow> events, Guid? behind)
    {
        if (behind is { } id) events = events.Where(row => row.Id < id);
        return events.OrderByDescending(row => row.Id);
    }

    public IQueryable<AuditEventRow> OldestFirst(IQueryable<AuditEventRow> events, Guid? behind, Guid upTo)
    {
        if (behind is { } id) events = events.Where(row => row.Id > id);
        return events.Where(row => row.Id <= upTo).OrderBy(row => row.Id);
    }

    public Task AppendLinks(DatabaseFacade database, IReadOnlyList<AuditLinkRow> links, CancellationToken cancel)
    {
        var positions = links.Select(link => link.Position).ToArray();
        var events = links.Select(link => link.AuditEventId).ToArray();
        var hashes = links.Select(link => link.Hash).ToArray();
        return database.ExecuteSqlAsync($"insert into audit_links (position, audit_event_id, hash) select * from unnest({positions}, {events}, {hashes})", cancel);
    }
}
