using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Outbox;

namespace Portal.Infrastructure.Shared.Dialects;

internal sealed partial class PostgresDialect
{
    /// <summary>
    /// Whatever the planner believes of the table: it counts on a queue that was empty when it last looked, or keeps a plan from then. So the first of a lane is looked up
    /// with a limit, which is never made a join over the queue, what is leased is named as an array, which is never made a join over the table, and no plan of it may read the whole
    /// table: one that was kept from when it was empty took 25 ms a lease with 100,000 waiting.
    /// </summary>
    private const string LeaseSql = """
        with due as (
          select d.id from outbox_deliveries d
          cross join lateral (select b.id from outbox_deliveries b where b.target = d.target and b.lane = d.lane and b.state = 0 order by b.position, b.id limit 1) first
          where d.target = $1 and d.state = 0 and d.due_at <= $2 and (d.lease_until is null or d.lease_until <= $2) and first.id = d.id
          order by d.due_at limit $3 for update of d skip locked)
        update outbox_deliveries l set lease_owner = $4, lease_until = $5, fence = l.fence + 1, attempts = l.attempts + 1
        where l.id = any(array(select id from due))
        returning l.id, l.outbox_event_id, l.lane, l.position, l.kind, l.conversation_id, l.sequence, l.person_id, l.subject_id, l.subject_version, l.payload, l.created_at, l.attempts,
                  l.due_at, l.fence, l.last_error
        """;

    /// <summary>The plan that is kept walks the index of what is due: one from when little waited would gather and sort all that waits.</summary>
    private static readonly string[] KeepOrder = ["set local enable_bitmapscan = off", "set local enable_sort = off"];

    public async Task<List<OutboxDeliveryRow>> LeaseDeliveries(PortalDbContext context, string target, Guid worker, DateTimeOffset now, DateTimeOffset until, int limit, CancellationToken cancel)
    {
        await context.Database.OpenConnectionAsync(cancel);
        var connection = (NpgsqlConnection)context.Database.GetDbConnection();
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await using var batch = new NpgsqlBatch(connection, transaction);
        foreach (var setting in KeepPlans) Add(batch, setting);
        foreach (var setting in KeepOrder) Add(batch, setting);
        Add(batch, LeaseSql, target, now, (long)limit, worker, until);
        Add(batch, "commit");
        var leased = new List<OutboxDeliveryRow>(limit);
        await using var rows = await batch.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel)) leased.Add(Leased(rows, target, worker, until));

        // To the end: what the commit says comes behind the rows.
        while (await rows.NextResultAsync(cancel))
        {
        }

        return leased;
    }

    public IQueryable<OutboxDeliveryRow> HoldDeliveries(PortalDbContext context, IReadOnlyCollection<Guid> deliveries) =>
        context.Set<OutboxDeliveryRow>().FromSql($"select * from outbox_deliveries where id = any({deliveries.Order().ToArray()}) and state = 0 order by id for update").AsNoTracking();

    private static OutboxDeliveryRow Leased(NpgsqlDataReader row, string target, Guid worker, DateTimeOffset until) => new()
    {
        Id = row.GetGuid(0),
        OutboxEventId = row.GetGuid(1),
        Target = target,
        Lane = row.GetString(2),
        Position = row.GetInt64(3),
        Kind = row.GetInt16(4),
        ConversationId = Null<Guid>(row, 5),
        Sequence = Null<long>(row, 6),
        PersonId = Null<Guid>(row, 7),
        SubjectId = Null<Guid>(row, 8),
        SubjectVersion = Null<int>(row, 9),
        Payload = row.IsDBNull(10) ? null : row.GetFieldValue<byte[]>(10),
        CreatedAt = row.GetFieldValue<DateTimeOffset>(11),
        Attempts = row.GetInt32(12),
        DueAt = row.GetFieldValue<DateTimeOffset>(13),
        LeaseOwner = worker,
        LeaseUntil = until,
        Fence = row.GetInt64(14),
        LastError = row.IsDBNull(15) ? null : row.GetString(15),
    };

    private static T? Null<T>(NpgsqlDataReader row, int column) where T : struct => row.IsDBNull(column) ? null : row.GetFieldValue<T>(column);
}
