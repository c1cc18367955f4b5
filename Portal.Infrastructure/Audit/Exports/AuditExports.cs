using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Audit.Exports;
using Portal.Domain.Audit.Proof;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit.Proof;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Dialects;

namespace Portal.Infrastructure.Audit.Exports;

/// <inheritdoc/>
internal sealed class AuditExports(
    IDbContextFactory<PortalDbContext> contexts,
    ISqlDialect dialect,
    AuditWriter audit,
    AccessGate gate,
    ChainReader chain,
    ExportWriting writing,
    TimeProvider clock) : IAuditExports
{
    public static readonly TimeSpan OpenFor = TimeSpan.FromMinutes(5);
    private const int Listed = 100;

    public async Task<Outcome<AuditExportId>> Request(Actor actor, AuditExportRequest request, CancellationToken cancel)
    {
        var now = clock.Now();
        if (await gate.Refuse(actor, CareAction.ExportAudit, actor.Standing(now), Target.None, cancel) is { } refusal) return refusal;
        if (!(await Asked(request, now, cancel)).TryGet(out var query, out var objection))
        {
            await gate.Record(actor, AuditAction.AuditExported, objection.Reason ?? "invalid", Target.None, cancel);
            return objection;
        }

        await using var context = await contexts.CreateDbContextAsync(cancel);
        var export = Id.New<AuditExportId>(now);
        context.Add(new AuditExportRow
        {
            Id = export.Value,
            PersonId = actor.PersonId.Value,
            SessionId = actor.Session?.Value,
            Format = (short)request.Format,
            Query = query,
            ToEvent = await dialect.NewestFirst(context.Set<AuditEventRow>().AsNoTracking(), behind: null).Select(row => row.Id).FirstOrDefaultAsync(cancel),
            RequestedAt = now,
        });
        context.Add(await audit.Row(ExportWriting.Entry(actor, export, request.Format, AuditOutcome.Succeeded, "requested") with { Patient = request.Query.Patient, Conversation = request.Query.Conversation }, cancel));
        await context.SaveChangesAsync(cancel);
        return export;
    }

    public async Task<Outcome<AuditDownload>> Open(Actor actor, AuditExportId export, CancellationToken cancel)
    {
        var now = clock.Now();
        var target = new Target { Subject = export.Value };
        if (await gate.Refuse(actor, CareAction.ExportAudit, actor.Standing(now), target, cancel) is { } refusal) return refusal;
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var row = await context.Set<AuditExportRow>().AsNoTracking().SingleOrDefaultAsync(one => one.Id == export.Value && one.PersonId == actor.PersonId.Value, cancel);
        if (row is null) return Refusal.NotFound;

        // Two downloads at once: the one that writes the beginning first has it.
        var isOpen = row.SessionId == actor.Session?.Value && now - row.RequestedAt < OpenFor
            && await context.Set<AuditExportRow>().Where(one => one.Id == row.Id && one.BegunAt == null).ExecuteUpdateAsync(set => set.SetProperty(one => one.BegunAt, now), cancel) == 1;
        if (isOpen) return writing.Download(actor, row);
        await gate.Record(actor, AuditAction.AuditExported, "export-over", target, cancel);
        return Refusal.Rule("export-over");
    }

    public async Task<Outcome<AuditManifest>> Manifest(Actor actor, AuditExportId export, CancellationToken cancel)
    {
        if (await gate.Refuse(actor, CareAction.VerifyAudit, AccessFacts.None, new Target { Subject = export.Value }, cancel) is { } refusal) return refusal;
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var row = await context.Set<AuditExportRow>().AsNoTracking().SingleOrDefaultAsync(one => one.Id == export.Value && one.EndedAt != null, cancel);
        return row is null ? Refusal.NotFound : await writing.Signed(row.ToManifest() with { Signature = row.Signature! }, cancel);
    }

    public async Task<Outcome<IReadOnlyList<AuditExportLine>>> List(Actor actor, CancellationToken cancel)
    {
        if (await gate.Refuse(actor, CareAction.VerifyAudit, AccessFacts.None, Target.None, cancel) is { } refusal) return refusal;
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var rows = await context.Set<AuditExportRow>().AsNoTracking().OrderByDescending(row => row.RequestedAt).Take(Listed)
            .LeftJoin(context.Set<StaffAccount>(), row => row.PersonId, staff => staff.Id, (row, staff) => new { row, Name = staff == null ? null : staff.DisplayName }).ToListAsync(cancel);
        return rows.OrderByDescending(one => one.row.RequestedAt).Select(one => one.row.ToLine(one.Name)).ToList();
    }

    /// <summary>The question as it is kept, with every end of it fixed now.</summary>
    private async Task<Outcome<string>> Asked(AuditExportRequest request, DateTimeOffset now, CancellationToken cancel)
    {
        if (!Enum.IsDefined(request.Format)) return Refusal.Invalid("$.format", "is unknown");
        if (request.Format != AuditExportFormat.Proof)
            return AuditRules.Objection(request.Query, now) is { } objection ? objection : AuditQueryText.Of(request.Query);
        if (request.Query != new AuditQuery()) return Refusal.Invalid("$.query", "a proof leaves no line out: it takes a range of positions alone");
        var head = await chain.Head(cancel);
        var (from, to) = (request.Range.From ?? 1, Math.Min(request.Range.To ?? head, head));
        return request.Range.IsSane && from <= to + 1 ? AuditQueryText.Of(new AuditRange(from, to)) : Refusal.Invalid("$.range", "must be positions of the chain");
    }
}
