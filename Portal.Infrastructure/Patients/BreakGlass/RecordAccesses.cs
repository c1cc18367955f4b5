using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Dialects;

namespace Portal.Infrastructure.Patients.BreakGlass;

/// <inheritdoc/>
internal sealed class RecordAccesses(IDbContextFactory<PortalDbContext> contexts, ISqlDialect dialect, GrantsReader grants, AccessGate gate, AuditWriter audit, TimeProvider clock)
    : IRecordAccesses
{
    public async Task<Outcome<Page<RecordAccess>>> Of(Actor actor, PersonId patient, PageRequest page, CancellationToken cancel)
    {
        if (page.Limit is < 1 or > PageRequest.MaxLimit) return Refusal.Invalid("limit", "must be 1 to 200");
        AuditEventId behind = default;
        if (page.Cursor is not null && !Id.TryParse(page.Cursor, out behind)) return Refusal.Invalid("cursor", "is not one that was given out");
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var facts = await context.FactsAbout(actor, await grants.Of(actor, cancel), patient.Value, clock.GetUtcNow(), cancel);

        // Lines hold nothing but metadata, so that either answer opens them.
        if (AccessPolicy.Decide(actor, CareAction.ViewRecordAccesses, facts) is not (Access.Allowed or Access.MetadataOnly))
            return (await gate.Refuse(actor, CareAction.ViewRecordAccesses, facts, new Target { Patient = patient }, cancel))!;
        if (actor.IsStaff && page.Cursor is null)
        {
            context.Add(await audit.Row(new AuditEntry(actor, AuditAction.RecordAccessesViewed) { Patient = patient }, cancel));
            await context.SaveChangesAsync(cancel);
        }

        var openings = context.Set<AuditEventRow>().AsNoTracking()
            .Where(row => row.PatientId == patient.Value && AuditView.Openings.Contains(row.Action) && row.Outcome == (short)AuditOutcome.Succeeded);
        var rows = await dialect.NewestFirst(openings, page.Cursor is null ? null : behind.Value).Take(page.Limit + 1).ToListAsync(cancel);
        var shown = rows.Take(page.Limit).ToList();
        return new Page<RecordAccess>(await Lines(context, shown, cancel), rows.Count > page.Limit ? new AuditEventId(shown[^1].Id).ToString() : null);
    }

    private static async Task<IReadOnlyList<RecordAccess>> Lines(PortalDbContext context, List<AuditEventRow> rows, CancellationToken cancel)
    {
        var staff = rows.Where(row => row.ActorKind == (short)ActorKind.Practitioner).Select(row => row.ActorId).Distinct().ToList();
        var names = await context.Set<StaffAccount>().AsNoTracking().Where(row => staff.Contains(row.Id)).ToDictionaryAsync(row => row.Id, row => row.DisplayName, cancel);
        var opened = rows.Select(row => row.BreakGlassId).OfType<Guid>().Distinct().ToList();
        var purposes = opened.Count == 0
            ? []
            : await context.Set<BreakGlassRow>().AsNoTracking().Where(row => opened.Contains(row.Id)).ToDictionaryAsync(row => row.Id, row => (BreakGlassPurpose)row.Purpose, cancel);
        return rows.ConvertAll(row => new RecordAccess(
            new AuditEventId(row.Id),
            row.At.ToUniversalTime(),
            (ActorKind)row.ActorKind,
            names.GetValueOrDefault(row.ActorId),
            (StaffRoles)row.Roles,
            (AuditAction)row.Action,
            row.BreakGlassId is { } grant && purposes.TryGetValue(grant, out var purpose) ? purpose : null,
            row.BreakGlassId is not null,
            row.ActorKind == (short)ActorKind.Practitioner && row.IntegrationId is not null));
    }
}
