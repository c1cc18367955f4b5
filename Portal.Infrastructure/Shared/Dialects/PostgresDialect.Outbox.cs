using Microsoft.EntityFrameworkCore;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Outbox;

namespace Portal.Infrastructure.Shared.Dialects;

internal sealed partial class PostgresDialect
{
    /// <summary>
    /// Whatever the planner believes of the table: it counts on a queue that was empty when it last looked, or on a limit that it does not know. So the first of a lane is looked up
    /// with a limit, which is never made a join over the queue, and what is leased is named as an array, which is never made a join over the table.
    /// </summary>
    public Task<List<OutboxDeliveryRow>> LeaseDeliveries(PortalDbContext context, string target, Guid worker, DateTimeOffset now, DateTimeOffset until, int limit, CancellationToken cancel) =>
        context.Set<OutboxDeliveryRow>().FromSql($"""
            with due as (
              select d.id from outbox_deliveries d
              cross join lateral (select b.id from outbox_deliveries b where b.target = d.target and b.lane = d.lane and b.state = 0 order by b.position, b.id limit 1) first
              where d.target = {target} and d.state = 0 and d.due_at <= {now} and (d.lease_until is null or d.lease_until <= {now}) and first.id = d.id
              order by d.due_at limit {limit} for update of d skip locked)
            update outbox_deliveries l set lease_owner = {worker}, lease_until = {until}, fence = l.fence + 1, attempts = l.attempts + 1
            where l.id = any(array(select id from due))
            returning l.*
            """).AsNoTracking().ToListAsync(cancel);

    public IQueryable<OutboxDeliveryRow> HoldDeliveries(PortalDbContext context, IReadOnlyCollection<Guid> deliveries) =>
        context.Set<OutboxDeliveryRow>().FromSql($"select * from outbox_deliveries where id = any({deliveries.Order().ToArray()}) and state = 0 order by id for update").AsNoTracking();
}
