using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Outbox;

namespace Portal.Infrastructure.Shared.Dialects;

internal partial interface ISqlDialect
{
    /// <summary>
    /// Leases due deliveries of a target, one statement, without waiting for rows that another worker just leases. Of each lane only the first that waits,
    /// and only where nobody has it; each with a greater fence and one more try. A lease that ended is free again.
    /// </summary>
    Task<List<OutboxDeliveryRow>> LeaseDeliveries(PortalDbContext context, string target, Guid worker, DateTimeOffset now, DateTimeOffset until, int limit, CancellationToken cancel);

    /// <summary>Those of the deliveries that still wait, locked to the end of the caller's transaction: while it lasts, no fence changes.</summary>
    IQueryable<OutboxDeliveryRow> HoldDeliveries(PortalDbContext context, IReadOnlyCollection<Guid> deliveries);
}
