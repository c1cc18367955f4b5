using System.Data.Common;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Shared.Dialects;

/// <summary>
/// The audit trail by time. An audit event's id is a UUIDv7 of its own instant. PostgreSQL orders UUIDs by their bytes, hence by time; SQL Server orders
/// them by their last bytes first, so that there the instant itself is asked.
/// </summary>
internal partial interface ISqlDialect
{
    /// <summary>Events without a link, oldest first: of that instant and later, or (null) all. The anti-join sees what committed late as well.</summary>
    IQueryable<AuditEventRow> Unsealed(PortalDbContext context, DateTimeOffset? since);

    /// <summary>Only those from (inclusive) and to (exclusive) those instants.</summary>
    IQueryable<AuditEventRow> Between(IQueryable<AuditEventRow> events, DateTimeOffset? from, DateTimeOffset? to);

    /// <summary>Newest first, beginning behind that event.</summary>
    IQueryable<AuditEventRow> NewestFirst(IQueryable<AuditEventRow> events, Guid? behind);

    /// <summary>Oldest first, beginning behind that event, up to and with the other, or (null) to the end.</summary>
    IQueryable<AuditEventRow> OldestFirst(IQueryable<AuditEventRow> events, Guid? behind, Guid? upTo);

    /// <summary>
    /// Links from a position to another, in order, at most so many, each with its event, as <see cref="AuditEventRow"/> declares its columns: (position, audit event, hash) and those, all
    /// null where the event is gone.
    /// </summary>
    DbCommand ReadChain(DbConnection connection, long from, long to, int limit);

    /// <summary>Appends to the chain in one statement. A position or an event that has its link already fails, and with it the transaction.</summary>
    Task AppendLinks(DatabaseFacade database, IReadOnlyList<AuditLinkRow> links, CancellationToken cancel);
}
