using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Domain.Visits;
using Portal.Infrastructure.Conversations;
using Portal.Infrastructure.Conversations.Live;
using Portal.Infrastructure.Shared.Keys;
using Portal.Infrastructure.Shared.Outbox;

namespace Portal.Infrastructure.Visits;

/// <summary>
/// One change of a visit: its conversation is locked (which orders all that happens to the visit too), access is decided, the rules are asked, and state, timeline,
/// log, audit and outbox are written in one transaction. Only then is anybody told.
/// </summary>
internal sealed class VisitChanges(ConversationWriting writing, VisitViews views)
{
    public TimeProvider Clock => writing.Clock;

    /// <summary>The view after the change; what <paramref name="change"/> refuses leaves nothing behind.</summary>
    public async Task<Outcome<VisitView>> Change(Actor actor, VisitId visit, CareAction action, Func<VisitAct, Task<Refusal?>> change, CancellationToken cancel)
    {
        if (await Write(actor, visit, action, change, cancel) is { } refusal) return refusal;
        return await views.One(actor, visit.Value, cancel) is { } view ? view : Refusal.NotFound;
    }

    /// <summary>The same without a view; null is done.</summary>
    public async Task<Refusal?> Write(Actor actor, VisitId visit, CareAction action, Func<VisitAct, Task<Refusal?>> change, CancellationToken cancel)
    {
        if (await ConversationOf(visit, cancel) is not { } conversation) return Refusal.NotFound;
        await using var transaction = await ConversationTransaction.Begin(writing, cancel);
        if ((await transaction.Lock([conversation], cancel))[0] is not { } row) return Refusal.NotFound;
        if (await transaction.Refuse(actor, action, row, more: null, cancel) is { } denied) return denied;
        var stored = await transaction.Context.Set<VisitRow>().SingleAsync(one => one.Id == visit.Value, cancel);
        var act = new VisitAct(actor, transaction, row, stored, await writing.Vault.Get(DataKeyKind.Conversation, conversation, cancel), Clock.Now());
        if (await change(act) is { } refusal) return refusal;
        await act.Finish(cancel);
        return null;
    }

    public async Task<Guid?> ConversationOf(VisitId visit, CancellationToken cancel)
    {
        await using var context = await writing.Contexts.CreateDbContextAsync(cancel);
        var found = await context.Set<VisitRow>().AsNoTracking().Where(row => row.Id == visit.Value).Select(row => (Guid?)row.ConversationId).SingleOrDefaultAsync(cancel);
        return found;
    }
}

/// <summary>What one change may do to a locked visit.</summary>
internal sealed class VisitAct(Actor actor, ConversationTransaction transaction, ConversationRow conversation, VisitRow row, DataKey key, DateTimeOffset now)
{
    private bool isTold;
    private bool isTimelineOnly;

    public Actor Actor => actor;

    public ConversationTransaction Transaction => transaction;

    public ConversationRow Conversation => conversation;

    public VisitRow Row => row;

    public DataKey Key => key;

    public DateTimeOffset Now => now;

    public VisitState State { get; } = row.ToState();

    /// <summary>Takes a rule's answer over: the refusal, or the new state with its moment and audit entry. Null is nothing to do.</summary>
    public Refusal? Take(Outcome<VisitState?> outcome, VisitMomentKind moment, AuditAction audit)
    {
        if (!outcome.TryGet(out var state, out var refusal)) return refusal;
        if (state is null) return null;
        row.Take(state);
        Moment(moment);
        Audit(audit);
        Changed();
        return null;
    }

    /// <summary>Something that others see has changed.</summary>
    public void Changed() => isTold = true;

    public void Moment(VisitMomentKind kind, long? detail = null) => Moment(actor, kind, detail);

    public void Moment(Actor? who, VisitMomentKind kind, long? detail = null) => Moment(who is null ? null : EventActor.Of(who), kind, detail);

    public void Moment(EventActor? who, VisitMomentKind kind, long? detail = null)
    {
        var id = Guid.CreateVersion7(now);
        transaction.Context.Add(new VisitMomentRow
        {
            Id = id,
            VisitId = row.Id,
            At = now,
            Kind = (short)kind,
            PersonId = who?.Id.Value,
            PersonKind = (short?)who?.Kind,
            Name = key.Seal(who?.DisplayName.Reveal() ?? "", MomentContext(row.Id, id)),
            Detail = detail,
        });
        isTimelineOnly = true;
    }

    public VisitBody Body() => VisitViews.OpenBody(key, row);

    public void SetBody(VisitBody body) => row.Body = VisitViews.SealBody(key, row, body);

    public void Audit(AuditAction action, string? code = null) =>
        transaction.Audit(ConversationTransaction.Entry(actor, action, conversation) with { Subject = row.Id, Code = code });

    public Task Log(EventBody body, OutboxKind kind, CancellationToken cancel) => transaction.Append(conversation, actor, body, kind, targetSender: null, cancel);

    public void Tell(NudgeKind kind, Guid subject) =>
        transaction.Tell(new Nudge(kind, conversation.Id, conversation.CareTeamId, conversation.PatientId) { Subject = subject, Sequence = row.Version });

    /// <summary>Commits what there is; a change that changed nothing writes nothing.</summary>
    public async Task Finish(CancellationToken cancel)
    {
        if (!isTold && !isTimelineOnly && !transaction.Context.ChangeTracker.HasChanges()) return;
        if (isTold)
        {
            row.Version++;
            Tell(NudgeKind.Visit, row.Id);
        }

        await transaction.Commit(cancel);
    }

    public static byte[] MomentContext(Guid visit, Guid moment) => Context.Of("visit-moment", visit, moment);
}
