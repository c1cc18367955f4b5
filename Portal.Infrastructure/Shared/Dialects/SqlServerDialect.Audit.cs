using System.Data;
using System.Data.Common;
using System.Text.Json;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Shared.Dialects;

internal sealed partial class SqlServerDialect
{
    private const string ReadChainSql = """
        select top (@limit) l.position, l.audit_event_id, l.hash,
               e.id, e.at, e.actor_id, e.actor_kind, e.roles, e.action, e.outcome, e.patient_id, e.conversation_id, e.care_team_id, e.subject_id, e.sequence, e.code,
               e.integration_id, e.session_id, e.address, e.break_glass_id, e.mac
        from audit_links l left join audit_events e on e.id = l.audit_event_id
        where l.position between @from and @to order by l.position
        """;

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

    public IQueryable<AuditEventRow> OldestFirst(IQueryable<AuditEventRow> events, Guid? behind, Guid? upTo)
    {
        if (upTo is { } newest)
        {
            var end = Uuid7.Instant(newest);
            events = events.Where(row => row.At < end || (row.At == end && row.Id <= newest));
        }

        if (behind is { } id)
        {
            var at = Uuid7.Instant(id);
            events = events.Where(row => row.At > at || (row.At == at && row.Id > id));
        }

        return events.OrderBy(row => row.At).ThenBy(row => row.Id);
    }

    public DbCommand ReadChain(DbConnection connection, long from, long to, int limit)
    {
        var command = new SqlCommand(ReadChainSql, (SqlConnection)connection);
        command.Parameters.Add(new SqlParameter("@from", SqlDbType.BigInt) { Value = from });
        command.Parameters.Add(new SqlParameter("@to", SqlDbType.BigInt) { Value = to });
        command.Parameters.Add(new SqlParameter("@limit", SqlDbType.Int) { Value = limit });
        return command;
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
