using Microsoft.EntityFrameworkCore;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Outbox;

namespace Portal.Infrastructure.Shared.Dialects;

internal sealed partial class SqlServerDialect
{
    public Task<List<OutboxDeliveryRow>> LeaseDeliveries(PortalDbContext context, string target, Guid worker, DateTimeOffset now, DateTimeOffset until, int limit, CancellationToken cancel) =>
        context.Set<OutboxDeliveryRow>().FromSql($"""
            with due as (
              select top ({limit}) d.* from outbox_deliveries d with (updlock, readpast, rowlock)
              where d.target = {target} and d.state = 0 and d.due_at <= {now} and (d.lease_until is null or d.lease_until <= {now})
                and not exists (select 1 from outbox_deliveries b with (readcommittedlock)
                                where b.target = d.target and b.lane = d.lane and b.state = 0
                                  and (b.position < d.position or (b.position = d.position and b.id < d.id)))
              order by d.due_at)
            update due set lease_owner = {worker}, lease_until = {until}, fence = fence + 1, attempts = attempts + 1
            output inserted.*
            """).AsNoTracking().ToListAsync(cancel);

    public IQueryable<OutboxDeliveryRow> HoldDeliveries(PortalDbContext context, IReadOnlyCollection<Guid> deliveries) =>
        context.Set<OutboxDeliveryRow>().FromSql(
            $"select * from outbox_deliveries with (updlock, rowlock) where id in (select value from openjson({Json(deliveries.Order())}) with (value uniqueidentifier '$')) and state = 0").AsNoTracking();
}
