using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Domain.Summaries;
using Portal.Infrastructure.Conversations;
using Portal.Infrastructure.Shared.Keys;
using Portal.Infrastructure.Shared.Outbox;

namespace Portal.Infrastructure.Summaries;

/// <summary>
/// One change of a summary: its conversation is locked (with the team's own where that is told), access is decided, the rules are asked, and all rows are written in
/// one transaction. Only then is anybody told.
/// </summary>
internal sealed class SummaryChanges(ConversationWriting writing, ConversationAccess access, ConversationStarter starter, SummaryViews views)
{
    public TimeProvider Clock => writing.Clock;

    /// <summary>The view after the change; what <paramref name="change"/> refuses leaves nothing behind.</summary>
    public async Task<Outcome<SummaryView>> Change(Actor actor, SummaryId summary, CareAction action, bool tellsTeam, Func<SummaryAct, Task<Refusal?>> change, CancellationToken cancel)
    {
        var admitted = await Admit(actor, summary, action, cancel);
        if (!admitted.TryGet(out var admission, out var unknown)) return unknown;
        if (await Write(actor, summary, admission.Card.Id, action, tellsTeam, change, cancel) is { } refusal) return refusal;
        return await views.One(summary.Value, cancel) is { } view ? view : Refusal.NotFound;
    }

    /// <summary>Whether the actor may do that with the summary's conversation. To whoever is not staff there is no summary.</summary>
    public async Task<Outcome<Admission>> Admit(Actor actor, SummaryId summary, CareAction action, CancellationToken cancel)
    {
        if (await ConversationOf(summary, cancel) is not { } conversation) return Refusal.NotFound;
        var admitted = await access.Admit(actor, new ConversationId(conversation), _ => action, cancel);
        return admitted.TryGet(out var admission, out var refusal) ? admission : Concealed(actor, refusal);
    }

    /// <summary>The same, where there may be nothing left to see.</summary>
    public async Task<Outcome<Done>> Do(Actor actor, SummaryId summary, CareAction action, Func<SummaryAct, Task<Refusal?>> change, CancellationToken cancel)
    {
        var admitted = await Admit(actor, summary, action, cancel);
        if (!admitted.TryGet(out var admission, out var unknown)) return unknown;
        return await Write(actor, summary, admission.Card.Id, action, tellsTeam: false, change, cancel) is { } refusal ? refusal : Done.It;
    }

    /// <summary>The same without asking first whether there is a summary for the actor; null is done.</summary>
    public async Task<Refusal?> Write(Actor actor, SummaryId summary, Guid conversation, CareAction action, bool tellsTeam, Func<SummaryAct, Task<Refusal?>> change, CancellationToken cancel)
    {
        var team = tellsTeam ? await starter.TeamConversationFor(actor, new ConversationId(conversation), action, cancel) : null;
        await using var transaction = await ConversationTransaction.Begin(writing, cancel);
        Guid[] ids = team is { } id ? [conversation, id] : [conversation];
        var locked = await transaction.Lock(ids, cancel);
        if (locked[0] is not { } row) return Refusal.NotFound;
        if (await transaction.Refuse(actor, action, row, more: null, cancel) is { } denied) return Concealed(actor, denied);

        // Access came back between the two questions: what only staff may know has no place yet, and never goes to the patient's conversation.
        if (tellsTeam && team is null) return new Refusal(RefusalKind.NotReady, RetryAfter: TimeSpan.FromSeconds(1));
        if (await transaction.Context.Set<SummaryRow>().SingleOrDefaultAsync(one => one.Id == summary.Value, cancel) is not { } stored) return Refusal.NotFound;
        var act = new SummaryAct(actor, transaction, row, team is null ? null : locked[1], stored, await writing.Vault.Get(DataKeyKind.Conversation, conversation, cancel), Clock.Now());
        if (await change(act) is { } refusal) return refusal;
        if (transaction.Context.ChangeTracker.HasChanges()) await transaction.Commit(cancel);
        return null;
    }

    public async Task<Guid?> ConversationOf(SummaryId summary, CancellationToken cancel)
    {
        await using var context = await writing.Contexts.CreateDbContextAsync(cancel);
        return await context.Set<SummaryRow>().Where(row => row.Id == summary.Value).Select(row => (Guid?)row.ConversationId).SingleOrDefaultAsync(cancel);
    }

    private static Refusal Concealed(Actor actor, Refusal refusal) => actor.IsStaff ? refusal : Refusal.NotFound;
}

/// <summary>What one change may do to a locked summary. <paramref name="team"/>: the team's own conversation beside the patient's, locked too; null where it is told nothing.</summary>
internal sealed class SummaryAct(Actor actor, ConversationTransaction transaction, ConversationRow conversation, ConversationRow? team, SummaryRow row, DataKey key, DateTimeOffset now)
{
    public ConversationTransaction Transaction => transaction;

    public ConversationRow Conversation => conversation;

    public SummaryRow Row => row;

    public DataKey Key => key;

    private ConversationRow Team => team ?? throw new InvalidOperationException("This change tells the team nothing.");

    public SummaryState State { get; } = row.ToState();

    public SummaryText Text() => SummaryPapers.OpenText(key, row.Id, row.Version, row.Text);

    /// <summary>What stands, as it was signed.</summary>
    public async Task<SummaryText> Signed(CancellationToken cancel) => SummaryPapers.OpenSigned(key, await StandingRow(cancel));

    private Task<SummaryVersionRow> StandingRow(CancellationToken cancel) =>
        transaction.Context.Set<SummaryVersionRow>().AsNoTracking().SingleAsync(one => one.SummaryId == row.Id && one.Version == row.StandingVersion, cancel);

    /// <summary>Puts another version, or another text of it, to work.</summary>
    public void Take(SummaryState state, SummaryDraft? draft, SummaryText text)
    {
        row.Take(state);
        if (draft is not null) row.Draft = SummaryPapers.SealDraft(key, row.Id, state.Version, draft);
        row.Text = SummaryPapers.SealText(key, row.Id, state.Version, text);
        Touched();
    }

    /// <summary>Puts what stands to work again in the place of a correction.</summary>
    public async Task GoBack(SummaryState state, SummaryDraft draft, SummaryText text, CancellationToken cancel)
    {
        Take(state, draft, text);
        row.Reason = (await StandingRow(cancel)).Reason;
    }

    /// <summary>Takes a summary away that was never signed.</summary>
    public void Remove() => transaction.Context.Remove(row);

    /// <summary>Why the version at work corrects; null where it does not.</summary>
    public void SetReason(ClinicalText? reason) => row.Reason = reason is { } words ? SummaryPapers.SealReason(key, row.Id, row.Version, words) : null;

    /// <summary>Writes the version that is signed with this act, tells the team, and owes it to the EHR.</summary>
    public async Task Sign(SummaryState state, SummaryText text, SummarySigning how, ErrorReason? error, CancellationToken cancel)
    {
        row.Take(state);
        row.SeenHead = conversation.HeadSequence;
        Touched();
        transaction.Context.Add(new SummaryVersionRow
        {
            SummaryId = row.Id,
            Version = state.Version,
            ConversationId = conversation.Id,
            SignedBy = actor.PersonId.Value,
            SignedAt = now,
            How = (short)how,
            ErrorReason = (short?)error,
            IsUrgent = conversation.Priority != (short)Priority.Routine,
            Model = row.Model,
            Text = SummaryPapers.SealSigned(key, row.Id, state.Version, text),
            Reason = row.Reason,
        });
        await transaction.Append(Team, actor, new EventBody.SummarySigned(new SummaryId(row.Id), state.Version, how), OutboxKind.SummarySigned, targetSender: null, (row.Id, state.Version), cancel);
    }

    /// <summary>Gives the patient the instructions that stand, or (null) takes back those that were given.</summary>
    public async Task Share(ClinicalText? instructions, CancellationToken cancel)
    {
        row.SharedVersion = instructions is null ? null : row.StandingVersion;
        var version = row.StandingVersion!.Value;
        await transaction.Append(
            conversation, actor, new EventBody.SummaryShared(new SummaryId(row.Id), version, instructions), OutboxKind.SummaryShared, targetSender: null, (row.Id, version), cancel);
        Audit(AuditAction.SummaryShared, instructions is null ? "Withdrawn" : null);
    }

    /// <summary>What came of the filing of that version: status, the team's event, and the audit.</summary>
    public async Task EndFiling(int version, FilingOutcome outcome, string? code, CancellationToken cancel)
    {
        if (ConversationSummary.EndFiling(State, version, outcome == FilingOutcome.Filed) is { } state) row.Take(state);
        await transaction.Append(Team, actor, new EventBody.SummaryFiled(new SummaryId(row.Id), version, outcome), OutboxKind.SummaryFiled, targetSender: null, (row.Id, version), cancel);
        Audit(outcome == FilingOutcome.Filed ? AuditAction.SummaryFiled : AuditAction.SummaryFilingFailed, code);
    }

    public void Audit(AuditAction action, string? code = null) =>
        transaction.Audit(ConversationTransaction.Entry(actor, action, conversation) with { Subject = row.Id, Code = code });

    private void Touched()
    {
        row.UpdatedBy = actor.PersonId.Value;
        row.UpdatedAt = now;
    }
}
