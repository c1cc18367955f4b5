using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Notifications;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Conversations;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Outbox;

namespace Portal.Infrastructure.Notifications;

/// <inheritdoc/>
internal sealed class Deliveries(
    IDbContextFactory<PortalDbContext> contexts,
    OutboxUpkeep outbox,
    QueueControl control,
    GrantsReader grants,
    AccessGate gate,
    AuditWriter audit,
    TimeProvider clock) : IDeliveries
{
    public async Task<Outcome<IReadOnlyList<DeliveryQueue>>> Queues(Actor actor, CancellationToken cancel)
    {
        if (await Hidden(actor, AccessFacts.None, conversation: null, cancel) is { } refusal) return refusal;
        return (await control.With(await outbox.Measure(clock.Now(), cancel), cancel)).ToList();
    }

    public async Task<Outcome<Page<DeliveryLine>>> List(Actor actor, DeliveryQuery query, PageRequest page, CancellationToken cancel)
    {
        if (page.Limit is < 1 or > PageRequest.MaxLimit) return Refusal.Invalid("limit", "must be 1 to 200");
        if (!DeliveryCursor.TryRead(page.Cursor, out var behind)) return Refusal.Invalid("cursor", "is not one that was given out");
        await using var context = await contexts.CreateDbContextAsync(cancel);
        if (await Hidden(actor, await Facts(context, actor, query.Conversation, cancel), query.Conversation, cancel) is { } refusal) return refusal;

        var rows = Asked(context, query);
        if (behind is { At: var at, Id: var id }) rows = rows.Where(row => row.CreatedAt < at || (row.CreatedAt == at && row.Id < id));
        var found = await rows.OrderByDescending(row => row.CreatedAt).ThenByDescending(row => row.Id).Take(page.Limit + 1).ToListAsync(cancel);
        var shown = found.Take(page.Limit).ToList();
        return new Page<DeliveryLine>(shown.ConvertAll(Line), found.Count > page.Limit ? new DeliveryCursor(shown[^1].CreatedAt, shown[^1].Id).Write() : null);
    }

    public async Task<Outcome<Done>> Replay(Actor actor, DeliveryId delivery, CancellationToken cancel)
    {
        if (await gate.Refuse(actor, CareAction.ReplayDeliveries, AccessFacts.None, new Target { Subject = delivery.Value }, cancel) is { } refusal) return refusal;
        await using var context = await contexts.CreateDbContextAsync(cancel);
        if (await context.Set<OutboxDeliveryRow>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == delivery.Value, cancel) is not { } found) return Refusal.NotFound;
        return await Replay(context, actor, [found], cancel) == 0 ? DeliveryRefusals.NotParked : Done.It;
    }

    public async Task<Outcome<int>> ReplayAll(Actor actor, string target, CancellationToken cancel)
    {
        if (await gate.Refuse(actor, CareAction.ReplayDeliveries, AccessFacts.None, new Target(), cancel) is { } refusal) return refusal;
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var parked = await context.Set<OutboxDeliveryRow>().AsNoTracking().Where(row => row.Target == target && row.State == (short)DeliveryState.Parked).ToListAsync(cancel);
        return await Replay(context, actor, parked, cancel);
    }

    public async Task<Outcome<Done>> Pause(Actor actor, string target, CancellationToken cancel) =>
        await Refused(actor, cancel) is { } refusal ? refusal : await control.Pause(actor, target, cancel);

    public async Task<Outcome<Done>> Resume(Actor actor, string target, CancellationToken cancel) =>
        await Refused(actor, cancel) is { } refusal ? refusal : await control.Resume(actor, target, cancel);

    public async Task<Outcome<int>> Drain(Actor actor, string target, CancellationToken cancel) =>
        await Refused(actor, cancel) is { } refusal ? refusal : await control.Drain(actor, target, cancel);

    private ValueTask<Refusal?> Refused(Actor actor, CancellationToken cancel) => gate.Refuse(actor, CareAction.ReplayDeliveries, AccessFacts.None, new Target(), cancel);

    /// <summary>Each with its audit row; those that are not parked, or not any more, stay as they are.</summary>
    private async Task<int> Replay(PortalDbContext context, Actor actor, IReadOnlyList<OutboxDeliveryRow> rows, CancellationToken cancel)
    {
        var stamp = await audit.Stamp(cancel);
        var now = clock.Now();
        var replayed = 0;
        await using var transaction = await context.Database.BeginTransactionAsync(cancel);
        foreach (var row in rows)
        {
            if (!await OutboxReplay.Replay(context, row.Id, now, cancel)) continue;
            replayed++;
            context.Add(stamp.Row(new AuditEntry(actor, AuditAction.DeliveryReplayed)
            {
                Conversation = row.ConversationId is { } conversation ? new ConversationId(conversation) : null,
                Subject = row.Id,
                Code = row.Target,
            }));
        }

        await context.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return replayed;
    }

    /// <summary>All that is shown is metadata, so that either answer opens it.</summary>
    private async Task<Refusal?> Hidden(Actor actor, AccessFacts facts, ConversationId? conversation, CancellationToken cancel) =>
        AccessPolicy.Decide(actor, CareAction.ViewDeliveries, facts) is Access.Allowed or Access.MetadataOnly
            ? null
            : await gate.Refuse(actor, CareAction.ViewDeliveries, facts, new Target { Conversation = conversation }, cancel);

    private async Task<AccessFacts> Facts(PortalDbContext context, Actor actor, ConversationId? conversation, CancellationToken cancel)
    {
        if (conversation is not { Value: var id }) return AccessFacts.None;
        var found = await context.Set<ConversationRow>().Where(row => row.Id == id).Select(row => new { row.PatientId, row.CareTeamId, row.AssigneeId }).SingleOrDefaultAsync(cancel);
        if (found is null) return AccessFacts.None;
        var facts = (await grants.Of(actor, cancel)).Facts(actor, found.PatientId, found.CareTeamId, isTeamConversation: false, clock.GetUtcNow());

        // A clinician's own ones are those of what he or she answers.
        return facts with { IsOwn = facts.IsTeamMember && found.AssigneeId == actor.PersonId.Value };
    }

    private static IQueryable<OutboxDeliveryRow> Asked(PortalDbContext context, DeliveryQuery query)
    {
        IQueryable<OutboxDeliveryRow> rows = context.Set<OutboxDeliveryRow>().AsNoTracking();
        if (query.Target is { } target) rows = rows.Where(row => row.Target == target);
        if (query.Status is { } status) rows = rows.Where(row => row.State == (short)status);
        return query.Conversation is { Value: var conversation } ? rows.Where(row => row.ConversationId == conversation) : rows;
    }

    private static DeliveryLine Line(OutboxDeliveryRow row) => new(
        new DeliveryId(row.Id),
        row.Target,
        ((OutboxKind)row.Kind).ToString(),
        row.ConversationId is { } conversation ? new ConversationId(conversation) : null,
        row.PersonId is { } person ? new PersonId(person) : null,
        (DeliveryStatus)row.State,
        row.Attempts,
        row.CreatedAt,
        row.DueAt,
        row.LastError);
}
