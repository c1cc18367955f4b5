using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Dialects;

namespace Portal.Infrastructure.Audit;

/// <inheritdoc/>
internal sealed class AuditTrail(
    IDbContextFactory<PortalDbContext> contexts,
    ISqlDialect dialect,
    AuditWriter writer,
    AccessGate gate,
    AuditVerifier verifier,
    GrantsReader grants,
    TimeProvider clock) : IAuditTrail
{
    public async Task<Outcome<Page<AuditLine>>> List(Actor actor, AuditQuery query, PageRequest page, CancellationToken cancel)
    {
        if (page.Limit is < 1 or > PageRequest.MaxLimit) return Refusal.Invalid("limit", "must be 1 to 200");
        AuditEventId behind = default;
        if (page.Cursor is not null && !Id.TryParse(page.Cursor, out behind)) return Refusal.Invalid("cursor", "is not one that was given out");

        var view = AuditView.Of(actor, query, await grants.Of(actor, cancel), clock.GetUtcNow());
        var target = new Target { Patient = query.Patient, Conversation = query.Conversation, Subject = query.Person?.Value };
        if (!view.IsGranted(actor)) return (await gate.Refuse(actor, CareAction.ViewAuditTrail, view.Facts, target, cancel))!;

        await using var context = await contexts.CreateDbContextAsync(cancel);
        await RecordReading(context, actor, target, cancel);
        var rows = await dialect.NewestFirst(view.Of(Asked(context, query)), page.Cursor is null ? null : behind.Value).Take(page.Limit + 1).ToListAsync(cancel);
        var shown = rows.Take(page.Limit).ToList();
        var names = await StaffNames(context, shown, cancel);
        var lines = shown.Select(row => new AuditLine(view.Shown(row.ToRecord()), names.GetValueOrDefault(row.ActorId))).ToList();
        return new Page<AuditLine>(lines, rows.Count > page.Limit ? shown[^1].Id.ToString("D") : null);
    }

    public async Task<Outcome<AuditVerdict>> Verify(Actor actor, CancellationToken cancel)
    {
        if (await gate.Refuse(actor, CareAction.VerifyAudit, AccessFacts.None, new Target(), cancel) is { } refusal) return refusal;
        var verdict = await verifier.Verify(cancel);
        var outcome = verdict.Holds ? AuditOutcome.Succeeded : AuditOutcome.Failed;
        await Record(new AuditEntry(actor, AuditAction.AuditVerified, outcome) { Code = verdict.FirstBroken?.Code }, cancel);
        return verdict;
    }

    public async Task Record(AuditEntry entry, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        context.Add(await writer.Row(entry, cancel));
        await context.SaveChangesAsync(cancel);
    }

    /// <summary>Before the reading: where it cannot be written, nothing is read.</summary>
    private async Task RecordReading(PortalDbContext context, Actor actor, Target target, CancellationToken cancel)
    {
        context.Add(await writer.Row(
            new AuditEntry(actor, AuditAction.AuditViewed) { Patient = target.Patient, Conversation = target.Conversation, Subject = target.Subject },
            cancel));
        await context.SaveChangesAsync(cancel);
    }

    private IQueryable<AuditEventRow> Asked(PortalDbContext context, AuditQuery query)
    {
        var events = dialect.Between(context.Set<AuditEventRow>().AsNoTracking(), query.From, query.To);
        if (query.Person is { Value: var person }) events = events.Where(row => row.ActorId == person);
        if (query.Patient is { Value: var patient }) events = events.Where(row => row.PatientId == patient);
        if (query.Conversation is { Value: var conversation }) events = events.Where(row => row.ConversationId == conversation);
        if (query.Action is { } action) events = events.Where(row => row.Action == (short)action);
        return events;
    }

    private static async Task<Dictionary<Guid, string>> StaffNames(PortalDbContext context, List<AuditEventRow> rows, CancellationToken cancel)
    {
        var staff = rows.Where(row => row.ActorKind == (short)ActorKind.Practitioner).Select(row => row.ActorId).Distinct().ToList();
        return staff.Count == 0
            ? []
            : await context.Set<StaffAccount>().Where(row => staff.Contains(row.Id)).ToDictionaryAsync(row => row.Id, row => row.DisplayName, cancel);
    }
}
