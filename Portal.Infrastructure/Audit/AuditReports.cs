using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit.Reading;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Audit;

/// <inheritdoc/>
internal sealed class AuditReports(IDbContextFactory<PortalDbContext> contexts, AuditReader reader, AuditWriter audit, AccessGate gate, TimeProvider clock) : IAuditReports
{
    public async Task<Outcome<IReadOnlyList<AuditReport>>> List(Actor actor, CancellationToken cancel)
    {
        if (await Refuse(actor, new AuditQuery(), cancel) is { } refusal) return refusal;
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var rows = await Own(context, actor).AsNoTracking().ToListAsync(cancel);
        return rows.OrderBy(row => row.Name, StringComparer.OrdinalIgnoreCase).Select(Report).ToList();
    }

    public async Task<Outcome<AuditReport>> Save(Actor actor, string name, AuditQuery query, CancellationToken cancel)
    {
        if (await Refuse(actor, query, cancel) is { } refusal) return refusal;
        name = name.Trim();
        if (TextRules.Objection(name, IAuditReports.LongestName) is { } objection) return Refusal.Invalid("$.name", objection);
        if (AuditRules.Objection(query, clock.GetUtcNow()) is { } no) return no;
        var stamp = await audit.Stamp(cancel); // before the turn: whoever holds it asks for no second connection
        await using var context = await contexts.CreateDbContextAsync(cancel);
        await using var transaction = await context.Database.BeginTransactionAsync(cancel);
        await context.TakeTurn(actor.PersonId.Value, cancel);
        var kept = await Own(context, actor).ToListAsync(cancel);
        var row = kept.SingleOrDefault(one => string.Equals(one.Name, name, StringComparison.Ordinal));
        if (row is null && kept.Count >= IAuditReports.Most) return Refusal.Rule("too-many-reports");
        if (row is null) context.Add(row = new AuditReportRow { Id = Id.New<AuditReportId>(clock.Now()).Value, OwnerId = actor.PersonId.Value, Name = name });
        (row.Query, row.CreatedAt) = (AuditQueryText.Of(query), clock.Now());
        context.Add(stamp.Row(new AuditEntry(actor, AuditAction.ReportSaved) { Subject = row.Id }));
        await context.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return Report(row);
    }

    public async Task<Outcome<Done>> Remove(Actor actor, AuditReportId report, CancellationToken cancel)
    {
        if (await Refuse(actor, new AuditQuery(), cancel) is { } refusal) return refusal;
        var stamp = await audit.Stamp(cancel);
        await using var context = await contexts.CreateDbContextAsync(cancel);
        await using var transaction = await context.Database.BeginTransactionAsync(cancel);
        if (await Own(context, actor).Where(row => row.Id == report.Value).ExecuteDeleteAsync(cancel) == 0) return Refusal.NotFound;
        context.Add(stamp.Row(new AuditEntry(actor, AuditAction.ReportRemoved) { Subject = report.Value }));
        await context.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return Done.It;
    }

    private static IQueryable<AuditReportRow> Own(PortalDbContext context, Actor actor) => context.Set<AuditReportRow>().Where(row => row.OwnerId == actor.PersonId.Value);

    private static AuditReport Report(AuditReportRow row) => new(AuditReportId.Of(row.Id), row.Name, AuditQueryText.Read(row.Query).ToQuery(), row.CreatedAt.ToUniversalTime());

    private async ValueTask<Refusal?> Refuse(Actor actor, AuditQuery query, CancellationToken cancel)
    {
        var view = await reader.View(actor, query, cancel);
        if (!view.IsGranted(actor)) return await gate.Refuse(actor, CareAction.ViewAuditTrail, view.Facts, Target.None, cancel);
        if (actor.IsStaff) return null;

        // The patient's side reads its own lines and keeps nothing here.
        await gate.Record(actor, AuditAction.AccessRefused, nameof(CareAction.ViewAuditTrail), Target.None, cancel);
        return Refusal.NotFound;
    }
}
