using Microsoft.Extensions.Logging;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit.Reading;

namespace Portal.Infrastructure.Audit;

/// <inheritdoc/>
internal sealed class AuditTrail(AuditReader reader, AuditWriter writer, AccessGate gate, TimeProvider clock, ILogger<AuditTrail> logger) : IAuditTrail
{
    public async Task<Outcome<Page<AuditLine>>> List(Actor actor, AuditQuery query, PageRequest page, CancellationToken cancel)
    {
        if (page.Limit is < 1 or > PageRequest.MaxLimit) return Refusal.Invalid("limit", "must be 1 to 200");
        AuditEventId behind = default;
        if (page.Cursor is not null && !Id.TryParse(page.Cursor, out behind)) return Refusal.Invalid("cursor", "is not one that was given out");
        return await Read(actor, query, page.Cursor is null ? null : behind.Value, page.Limit, cancel);
    }

    public async Task<Outcome<AuditStart>> Watch(Actor actor, AuditQuery query, IAuditViewer viewer, CancellationToken cancel)
    {
        var watch = new AuditWatch(actor, query, viewer, reader, clock.GetUtcNow(), clock, logger);
        if (!(await Read(actor, query, behind: null, PageRequest.DefaultLimit, cancel)).TryGet(out var first, out var refusal)) return refusal;
        watch.Shown(first.Items);
        return new AuditStart(first, watch);
    }

    public Task Record(AuditEntry entry, CancellationToken cancel) => writer.WriteAlone(entry, cancel);

    /// <summary>The reading is recorded before it is done: where that cannot be written, nothing is read.</summary>
    private async Task<Outcome<Page<AuditLine>>> Read(Actor actor, AuditQuery query, Guid? behind, int limit, CancellationToken cancel)
    {
        var view = await reader.View(actor, query, cancel);
        var target = new Target { Patient = query.Patient, Conversation = query.Conversation, Subject = query.Person?.Value ?? query.Session?.Value ?? query.BreakGlass?.Value };
        if (!view.IsGranted(actor)) return (await gate.Refuse(actor, CareAction.ViewAuditTrail, view.Facts, target, cancel))!;
        if (Objection(actor, query) is { } objection) return await Refused(objection);
        await Record(new AuditEntry(actor, AuditAction.AuditViewed) { Patient = target.Patient, Conversation = target.Conversation, Subject = target.Subject }, cancel);
        var read = await AuditPatience.Within(clock, patience => reader.Page(view, query, behind, limit, patience), cancel);
        return read.IsOk ? read : await Refused(read.Refusal!);

        // With the rule's code, and nothing of what was typed.
        async Task<Refusal> Refused(Refusal refusal)
        {
            await gate.Record(actor, AuditAction.AuditViewed, refusal.Reason ?? "invalid", target, cancel);
            return refusal;
        }
    }

    /// <summary>The patient's side is not shown where from and by which sign-in: it may not ask by them either.</summary>
    private Refusal? Objection(Actor actor, AuditQuery query) =>
        actor.IsPatientSide && query is not { Address: null, Session: null, BreakGlass: null }
            ? Refusal.Invalid("$", "asks by what is not shown")
            : AuditRules.Objection(query, clock.GetUtcNow());
}
