using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Dialects;

namespace Portal.Infrastructure.Audit.Reading;

/// <summary>A question to the trail as a query over its rows, and what is shown beside them.</summary>
internal sealed class AuditSelection(ISqlDialect dialect)
{
    public IQueryable<AuditEventRow> Of(PortalDbContext context, AuditQuery query) =>
        Acts(Things(dialect.Between(context.Set<AuditEventRow>().AsNoTracking(), query.From, query.To), query), query);

    /// <summary>Names of the staff who acted in these rows, by id.</summary>
    public static async Task<Dictionary<Guid, string>> StaffNames(PortalDbContext context, IReadOnlyCollection<AuditEventRow> rows, CancellationToken cancel)
    {
        var staff = rows.Where(row => row.ActorKind == (short)ActorKind.Practitioner).Select(row => row.ActorId).Distinct().ToList();
        return staff.Count == 0
            ? []
            : await context.Set<StaffAccount>().Where(row => staff.Contains(row.Id)).ToDictionaryAsync(row => row.Id, row => row.DisplayName, cancel);
    }

    private static IQueryable<AuditEventRow> Things(IQueryable<AuditEventRow> events, AuditQuery query)
    {
        if (query.Person is { Value: var person }) events = events.Where(row => row.ActorId == person);
        if (query.Patient is { Value: var patient }) events = events.Where(row => row.PatientId == patient);
        if (query.Conversation is { Value: var conversation }) events = events.Where(row => row.ConversationId == conversation);
        if (query.BreakGlass is { Value: var grant }) events = events.Where(row => row.BreakGlassId == grant);
        if (query.Session is { Value: var session }) events = events.Where(row => row.SessionId == session);
        return events;
    }

    private static IQueryable<AuditEventRow> Acts(IQueryable<AuditEventRow> events, AuditQuery query)
    {
        if (query.Action is { } action) events = events.Where(row => row.Action == (short)action);
        if (query.Outcome is { } outcome) events = events.Where(row => row.Outcome == (short)outcome);
        if (query.Address is { } address) events = events.Where(row => row.Address == address);
        return query.IsBreakGlass switch
        {
            true => events.Where(row => row.BreakGlassId != null),
            false => events.Where(row => row.BreakGlassId == null),
            null => events,
        };
    }
}
