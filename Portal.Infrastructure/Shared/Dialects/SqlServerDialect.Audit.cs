using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Shared.Dialects;

internal sealed partial class SqlServerDialect
{
    public IQueryable<AuditEventRow> Unsealed(PortalDbContext context, DateTimeOffset? since)
    {
        var links = context.Set<AuditLinkRow>().AsNoTracking();
        return Between(context.Set<AuditEventRow>().AsNoTracking(), since, to: null)
            .Where(row => !links.Any(link => link.AuditEventId == row.Id)).OrderBy(row => row.At).ThenBy(row => row.Id);
    }

    public IQueryable<AuditEventRow> Between(IQueryable<AuditEventRow> events, DateTimeOffset? from, DateTimeOffset? to)
    {
        if (from is { } begin) events = events.Where(row => row.At >= begin);
        return to is { } end ? events.Where(row => row.At < end) : events;
    }

    public IQueryable<AuditEventRow> NewestFirst(IQueryable<AuditEventRow> events, Guid? behind)
    {
        if (behind is not { } id) return NewestFirst(events);
        var at = Uuid7.Instant(id);
        return NewestFirst(events.Where(row => row.At < at || (row.At == at && row.Id < id)));
    }

    public IQueryable<AuditEventRow> OldestFirst(IQueryable<AuditEventRow> events, Guid? behind, Guid upTo)
    {
        var end = Uuid7.Instant(upTo);
        events = events.Where(row => row.At < end || (row.At == end && row.Id <= upTo));
        if (behind is { } id)
        {
            var at = Uuid7.Instant(id);
            events = events.Where(row => row.At > at || (row.At == at && row.Id > id));
        }

        return events.OrderBy(row => row.At).ThenBy(row => row.Id);
    }

    public Task AppendLinks(DatabaseFacade database, IReadOnlyList<AuditLinkRow> links, CancellationToken cancel)
    {
        var json = JsonSerializer.Serialize(links.Select(link => new { p = link.Position, e = link.AuditEventId, h = link.Hash }));
        return database.ExecuteSqlAsync($"""
            insert into audit_links (position, audit_event_id, hash)
            select position, audit_event_id, hash
            from openjson({json}) with (position bigint '$.p', audit_event_id uniqueidentifier '$.e', hash varbinary(max) '$.h')
            """, cancel);
    }

    private static IOrderedQueryable<AuditEventRow> NewestFirst(IQueryable<AuditEventRow> events) => events.OrderByDescending(row => row.At).ThenByDescending(row => row.Id);
}
