using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Npgsql;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Shared.Dialects;

internal sealed partial class PostgresDialect
{
    private const string ReadChainSql = """
        select l.position, l.audit_event_id, l.hash,
               e.id, e.at, e.actor_id, e.actor_kind, e.roles, e.action, e.outcome, e.patient_id, e.conversation_id, e.care_team_id, e.subject_id, e.sequence, e.code,
               e.integration_id, e.session_id, e.address, e.break_glass_id, e.mac
        from audit_links l left join audit_events e on e.id = l.audit_event_id
        where l.position between $1 and $2 order by l.position limit $3
        """;

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

    public IQueryable<AuditEventRow> OldestFirst(IQueryable<AuditEventRow> events, Guid? behind, Guid? upTo)
    {
        if (behind is { } id) events = events.Where(row => row.Id > id);
        if (upTo is { } newest) events = events.Where(row => row.Id <= newest);
        return events.OrderBy(row => row.Id);
    }

    public DbCommand ReadChain(DbConnection connection, long from, long to, int limit)
    {
        var command = new NpgsqlCommand(ReadChainSql, (NpgsqlConnection)connection);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = from });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = to });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        return command;
    }

    public Task AppendLinks(DatabaseFacade database, IReadOnlyList<AuditLinkRow> links, CancellationToken cancel)
    {
        var positions = links.Select(link => link.Position).ToArray();
        var events = links.Select(link => link.AuditEventId).ToArray();
        var hashes = links.Select(link => link.Hash).ToArray();
        return database.ExecuteSqlAsync($"insert into audit_links (position, audit_event_id, hash) select * from unnest({positions}, {events}, {hashes})", cancel);
    }
}
