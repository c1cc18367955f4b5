using Microsoft.EntityFrameworkCore;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Outbox;

namespace Portal.Infrastructure.Shared.Dialects;

internal sealed partial class PostgresDialect
{
    public Task<List<OutboxDeliveryRow>> LeaseDeliveries(PortalDbContext context, string target, Guid worker, DateTimeOffset now, DateTimeOffset until, int limit, CancellationToken cancel) =>
        context.Set<OutboxDeliveryRow>().FromSql($"""
            with due as (
              select d.id from outbox_deliveries d
              where d.target = {target} and d.state = 0 and d.due_at <= {now} and (d.lease_until is null or d.lease_until <= {now})
                and not exists (select 1 from outbox_deliveries b
                                where b.target = d.target and b.lane = d.lane and b.state = 0 and (b.position, b.id) < (d.position, d.id))
              order by d.due_at limit {limit} for update skip locked)
            update outbox_deliveries l set lease_owner = {worker}, lease_until = {until}, fence = l.fence + 1, attempts = l.attempts + 1
            from due where l.id = due.id
            returning l.*
            """).AsNoTracking().ToListAsync(cancel);
}
