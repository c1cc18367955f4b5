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

    public Task<Outcome<AuditChart>> Chart(Actor actor, AuditQuery query, AuditChartKind kind, CancellationToken cancel) => Answer(
        actor,
        query,
        new Asked(AuditRules.ObjectionToCounting(query, clock.GetUtcNow()), Code: kind.ToString()),
        (view, patience) => reader.Chart(view, query, kind, patience),
        cancel);

    public Task Record(AuditEntry entry, CancellationToken cancel) => writer.WriteAlone(entry, cancel);

    private Task<Outcome<Page<AuditLine>>> Read(Actor actor, AuditQuery query, Guid? behind, int limit, CancellationToken cancel) => Answer(
        actor,
        query,
        new Asked(AuditRules.Objection(query, clock.GetUtcNow()), Code: null),
        (view, patience) => reader.Page(view, query, behind, limit, patience),
        cancel);

    /// <summary>The reading is recorded before it is done: where that cannot be written, nothing is read.</summary>
    private async Task<Outcome<T>> Answer<T>(Actor actor, AuditQuery query, Asked asked, Func<AuditView, CancellationToken, Task<T>> read, CancellationToken cancel)
    {
        var view = await reader.View(actor, query, cancel);
        var target = new Target { Patient = query.Patient, Conversation = query.Conversation, Subject = query.Person?.Value ?? query.Session?.Value ?? query.BreakGlass?.Value };
        if (!view.IsGranted(actor)) return (await gate.Refuse(actor, CareAction.ViewAuditTrail, view.Facts, target, cancel))!;
        if ((OfThePatientsSide(actor, query) ?? asked.Objection) is { } objection) return await Refused(objection);
        await Record(new AuditEntry(actor, AuditAction.AuditViewed) { Patient = target.Patient, Conversation = target.Conversation, Subject = target.Subject, Code = asked.Code }, cancel);
        var answer = await AuditPatience.Within(clock, patience => read(view, patience), cancel);
        return answer.IsOk ? answer : await Refused(answer.Refusal!);

        // With the rule's code, and nothing of what was typed.
        async Task<Refusal> Refused(Refusal refusal)
        {
            await gate.Record(actor, AuditAction.AuditViewed, refusal.Reason ?? "invalid", target, cancel);
            return refusal;
        }
    }

    /// <summary>The patient's side is not shown where from and by which sign-in: it may not ask by them either.</summary>
    private static Refusal? OfThePatientsSide(Actor actor, AuditQuery query) =>
        actor.IsPatientSide && query is not { Address: null, Session: null, BreakGlass: null } ? Refusal.Invalid("$", "asks by what is not shown") : null;

    /// <summary>What is asked beside the question.</summary>
    /// <param name="Objection">Of the rules to the question itself.</param>
    /// <param name="Code">What kind of reading is recorded.</param>
    private sealed record Asked(Refusal? Objection, string? Code);
}
