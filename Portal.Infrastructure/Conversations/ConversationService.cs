using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Shared.Outbox;

namespace Portal.Infrastructure.Conversations;

/// <inheritdoc/>
internal sealed class ConversationService(
    ConversationAccess access,
    ConversationStarter starter,
    ConversationViews views,
    EventReader reader,
    ViewLog viewLog,
    ConversationWriting writing) : IConversations
{
    public async Task<Outcome<ConversationView>> Start(Actor actor, NewConversation request, CancellationToken cancel)
    {
        var started = await starter.Start(actor, request, cancel);
        return started.TryGet(out var id, out var refusal) ? await Changed(actor, new ConversationId(id), cancel) : refusal;
    }

    public async Task<Outcome<Page<ConversationView>>> List(Actor actor, ConversationFilter filter, PageRequest page, CancellationToken cancel)
    {
        // Which conversations is the scope's business (each is of the own panel, patient or integration); here it is whether the actor has such a list at all.
        var mine = AccessFacts.None with { IsOwn = true, HasProxyGrant = true, IsTeamMember = actor.Has(StaffRoles.Practitioner | StaffRoles.Coordinator), IntegrationReaches = true };
        if (AccessPolicy.Refuse(actor, CareAction.ListConversations, mine) is { } refusal) return refusal;
        return await views.List(actor, filter, page, cancel);
    }

    public async Task<Outcome<ConversationView>> View(Actor actor, ConversationId conversation, CancellationToken cancel)
    {
        var admitted = await access.Admit(actor, conversation, card => card.Reading, cancel);
        return admitted.TryGet(out var admission, out var refusal) ? await views.Admitted(actor, admission.Card.Id, cancel) : refusal;
    }

    public async Task<Outcome<EventPage>> Events(Actor actor, ConversationId conversation, EventRange range, CancellationToken cancel)
    {
        if (range is { After: not null, Before: not null }) return Refusal.Invalid("before", "cannot be asked together with after");
        var admitted = await access.Admit(actor, conversation, card => card.Reading, cancel);
        if (!admitted.TryGet(out var admission, out var refusal)) return refusal;
        await viewLog.Opened(actor, admission.Card, cancel);
        var events = range.After is { } after
            ? await reader.After(conversation.Value, Math.Max(after.Value, admission.FirstVisible - 1), range.Limit, cancel)
            : await reader.Before(conversation.Value, range.Before?.Value ?? long.MaxValue, admission.FirstVisible, range.Limit, cancel);

        // Read after the events: the head is never behind what is answered.
        return new EventPage(events, new Sequence(await reader.Head(conversation.Value, cancel)));
    }

    public Task<Outcome<ConversationView>> SetStatus(Actor actor, ConversationId conversation, ConversationStatus status, CancellationToken cancel) =>
        Change(actor, conversation, CareAction.SetConversationStatus, async (transaction, row) =>
        {
            var outcome = Conversation.SetStatus(row.ToState(), status);
            if (!outcome.TryGet(out var body, out var refusal)) return refusal;
            if (body is null) return null;
            row.Status = (short)status;
            await transaction.Append(row, actor, body, OutboxKind.StatusChanged, targetSender: null, cancel);
            transaction.Audit(ConversationTransaction.Entry(actor, AuditAction.StatusChanged, row) with { Code = status.ToString() });
            return null;
        }, cancel);

    public Task<Outcome<ConversationView>> Assign(Actor actor, ConversationId conversation, PersonId? assignee, CancellationToken cancel) =>
        Change(actor, conversation, CareAction.Assign, async (transaction, row) =>
        {
            var now = writing.Clock.GetUtcNow();
            var member = assignee is { } person ? await Members(transaction, row.CareTeamId, now).SingleOrDefaultAsync(staff => staff.Id == person.Value, cancel) : null;
            var outcome = Conversation.Assign(row.ToState(), assignee, member?.DisplayName, member is not null);
            if (!outcome.TryGet(out var body, out var refusal)) return refusal;
            if (body is null) return null;
            row.AssigneeId = assignee?.Value;
            await LogForTeam(transaction, row, actor, body, OutboxKind.Assigned, cancel);
            transaction.Audit(ConversationTransaction.Entry(actor, AuditAction.Assigned, row) with { Subject = assignee?.Value });
            return null;
        }, cancel);

    public Task<Outcome<ConversationView>> SetPriority(Actor actor, ConversationId conversation, Priority priority, CancellationToken cancel) =>
        Change(actor, conversation, CareAction.SetPriority, async (transaction, row) =>
        {
            var outcome = Conversation.SetPriority(row.ToState(), priority);
            if (!outcome.TryGet(out var body, out var refusal)) return refusal;
            if (body is null) return null;
            row.Priority = (short)priority;
            await LogForTeam(transaction, row, actor, body, OutboxKind.PriorityChanged, cancel);
            transaction.Audit(ConversationTransaction.Entry(actor, AuditAction.PriorityChanged, row) with { Code = priority.ToString() });
            return null;
        }, cancel);

    public async Task<Outcome<IReadOnlyList<PersonRef>>> Assignable(Actor actor, ConversationId conversation, CancellationToken cancel)
    {
        var admitted = await access.Admit(actor, conversation, _ => CareAction.Assign, cancel);
        if (!admitted.TryGet(out var admission, out var refusal)) return refusal;
        await using var transaction = await ConversationTransaction.Begin(writing, cancel);
        var members = await Members(transaction, admission.Card.CareTeam, writing.Clock.GetUtcNow()).OrderBy(staff => staff.DisplayName).ToListAsync(cancel);
        return members.ConvertAll(staff => new PersonRef(new PersonId(staff.Id), staff.DisplayName));
    }

    /// <summary>Lock, decide, change; the patient's conversation and (for what only staff may know) its team conversation in one transaction.</summary>
    private async Task<Outcome<ConversationView>> Change(
        Actor actor,
        ConversationId conversation,
        CareAction action,
        Func<ConversationTransaction, ConversationRow, Task<Refusal?>> change,
        CancellationToken cancel)
    {
        var team = action == CareAction.SetConversationStatus ? null : await starter.TeamConversationFor(actor, conversation, action, cancel);
        await using (var transaction = await ConversationTransaction.Begin(writing, cancel))
        {
            Guid[] ids = team is { } id ? [conversation.Value, id] : [conversation.Value];
            if ((await transaction.Lock(ids, cancel))[0] is not { } row) return Refusal.NotFound;
            if (await transaction.Refuse(actor, action, row, more: null, cancel) is { } denied) return denied;
            if (await change(transaction, row) is { } refusal) return refusal;
            transaction.Changed(row);
            await transaction.Commit(cancel);
        }

        return await Changed(actor, conversation, cancel);
    }

    /// <summary>Whoever may change a conversation may not always read it: a supervisor gives it to somebody, an integration may have the scope to write alone.</summary>
    private async Task<ConversationView> Changed(Actor actor, ConversationId conversation, CancellationToken cancel) =>
        await access.MayRead(actor, conversation, cancel) ? await views.Admitted(actor, conversation.Value, cancel) : await views.Blind(actor, conversation.Value, cancel);

    private static async Task LogForTeam(ConversationTransaction transaction, ConversationRow row, Actor actor, EventBody body, OutboxKind kind, CancellationToken cancel)
    {
        // Locked and loaded with the patient's conversation, so it is tracked already.
        var team = await transaction.Context.Set<ConversationRow>()
            .SingleAsync(other => other.Kind == (short)ConversationKind.Team && other.PatientId == row.PatientId && other.CareTeamId == row.CareTeamId, cancel);
        await transaction.Append(team, actor, body, kind, targetSender: null, cancel);
    }

    private static IQueryable<StaffAccount> Members(ConversationTransaction transaction, Guid careTeam, DateTimeOffset now) =>
        transaction.Context.Set<StaffAccount>().AsNoTracking().Where(staff => staff.IsActive && transaction.Context.Set<MembershipRow>()
            .Any(member => member.CareTeamId == careTeam && member.PersonId == staff.Id && member.ValidFrom <= now && (member.ValidTo == null || now < member.ValidTo)));
}
