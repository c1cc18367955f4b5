using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Conversations;
using Portal.Domain.Ehr;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Keys;
using Portal.Infrastructure.Shared.Outbox;
using Portal.Infrastructure.Summaries;

namespace Portal.Infrastructure.Ehr.Filing;

/// <summary>
/// What a person of the care team says about a filing that waits for one. Of two answers at once the second finds nothing asked: the row's question is taken with the
/// first, in the transaction that puts the delivery back to work and writes the audit.
/// </summary>
internal sealed class FilingAnswers(
    IDbContextFactory<PortalDbContext> contexts, IApprovedSummaries approved, KeyVault vault, AccessGate gate, AuditWriter audit, TimeProvider clock)
{
    public async Task<Outcome<Done>> Resolve(Actor actor, SummaryId summary, int version, FilingAnswer answer, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var (row, refusal) = await Decide(context, actor, summary, cancel);
        if (refusal is not null) return refusal;
        if (answer is FilingAnswer.Found { ResourceId: var id } && !EhrOptionsValidator.FhirId().IsMatch(id)) return FilingRefusals.NotAnId;
        var asked = answer switch
        {
            FilingAnswer.Withdrawn => FilingQuestion.WithdrawByHand,
            FilingAnswer.Corrected => FilingQuestion.CorrectByHand,
            _ => FilingQuestion.IsItThere,
        };
        var filing = await context.Set<FilingRow>().AsNoTracking().SingleOrDefaultAsync(one => one.SummaryId == summary.Value && one.Version == version && one.Question == (short)asked, cancel);
        if (filing is null) return FilingRefusals.NothingAsked;
        var entry = await audit.Row(Entry(actor, AuditAction.FilingResolved, row!, summary, answer.GetType().Name), cancel);
        return asked != FilingQuestion.IsItThere
            ? await DoneByHand(filing, entry, cancel)
            : await Again(context, filing, asked, entry, key => Answered(key, filing, answer), cancel);
    }

    public async Task<Outcome<Done>> Retry(Actor actor, SummaryId summary, int version, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var (row, refusal) = await Decide(context, actor, summary, cancel);
        if (refusal is not null) return refusal;
        var filing = await context.Set<FilingRow>().AsNoTracking().SingleOrDefaultAsync(one => one.SummaryId == summary.Value && one.Version == version, cancel);
        if (filing is null || !MayRetry(filing) || filing.Status is (short)FilingStatus.Filed or (short)FilingStatus.Superseded) return FilingRefusals.NotForRetry;
        var entry = await audit.Row(Entry(actor, AuditAction.FilingRetried, row!, summary, code: null), cancel);
        var outcome = await Again(context, filing, (FilingQuestion)filing.Question, entry, change: null, cancel);
        return outcome.IsOk ? outcome : FilingRefusals.NotForRetry;
    }

    /// <summary>A correction that a person is asked to make there can be tried again instead, unless that would fail as before: what was changed in the EHR stays changed.</summary>
    public static bool MayRetry(FilingRow filing) =>
        filing.Question == (short)FilingQuestion.None || (filing.Question == (short)FilingQuestion.CorrectByHand && filing.Code != FilingCodes.EditedInEhr);

    internal static Target Target(SummaryId summary, SummaryRow? row) => new()
    {
        Subject = summary.Value,
        Conversation = row is null ? null : new ConversationId(row.ConversationId),
        Patient = row is null ? null : new PersonId(row.PatientId),
        CareTeam = row is null ? null : new CareTeamId(row.CareTeamId),
    };

    private async Task<(SummaryRow? Row, Refusal? Refusal)> Decide(PortalDbContext context, Actor actor, SummaryId summary, CancellationToken cancel)
    {
        var row = await context.Set<SummaryRow>().AsNoTracking().SingleOrDefaultAsync(one => one.Id == summary.Value, cancel);
        var facts = row is null ? AccessFacts.None : (await GrantsReader.Read(context, actor, cancel)).Facts(actor, row.PatientId, row.CareTeamId, isTeamConversation: true, clock.GetUtcNow());
        var refusal = await gate.Refuse(actor, CareAction.SettleFiling, facts, Target(summary, row), cancel);
        return (row, refusal ?? (row is null ? Refusal.NotFound : null));
    }

    private async Task<Outcome<Done>> Again(PortalDbContext context, FilingRow filing, FilingQuestion asked, AuditEventRow entry, Func<DataKey, Func<byte[], byte[]>>? change, CancellationToken cancel)
    {
        var key = await vault.Get(DataKeyKind.Conversation, filing.ConversationId, cancel);
        await using var transaction = await context.Database.BeginTransactionAsync(cancel);
        var taken = await context.Set<FilingRow>()
            .Where(one => one.SummaryId == filing.SummaryId && one.Version == filing.Version && one.Question == (short)asked && one.Status != (short)FilingStatus.Filed)
            .ExecuteUpdateAsync(set => set.SetProperty(one => one.Question, (short)FilingQuestion.None).SetProperty(one => one.Status, (short)FilingStatus.Waiting).SetProperty(one => one.ChangedAt, clock.Now()), cancel);
        if (taken == 0 || !await OutboxReplay.Replay(context, filing.DeliveryId, clock.Now(), cancel)) return FilingRefusals.NothingAsked;
        if (change is not null)
        {
            var delivery = await context.Set<OutboxDeliveryRow>().SingleAsync(one => one.Id == filing.DeliveryId, cancel);
            delivery.Payload = change(key)(delivery.Payload!);
        }

        context.Add(entry);
        await context.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return Done.It;
    }

    /// <summary>There: read back and compared like any other. Not there: made anew and sent once more, since it was never sent as far as anybody can tell.</summary>
    private static Func<byte[], byte[]> Answered(DataKey key, FilingRow filing, FilingAnswer answer) => payload =>
    {
        var frozen = FilingPapers.OpenFrozen(key, filing.SummaryId, filing.Version, payload);
        var told = answer is FilingAnswer.Found { ResourceId: var id }
            ? frozen with { Stored = new StoredAs(frozen.Type, id, null, $"{frozen.Type}/{id}") { IsSaid = true } }
            : frozen with { IsSent = false, Stored = null };
        return FilingPapers.SealFrozen(key, filing.SummaryId, filing.Version, told);
    };

    /// <summary>Withdrawn or corrected there: with it all is answered that was asked of the versions before.</summary>
    private async Task<Outcome<Done>> DoneByHand(FilingRow filing, AuditEventRow entry, CancellationToken cancel)
    {
        var wasAsked = false;
        await approved.EndFiling(new SummaryId(filing.SummaryId), filing.Version, FilingOutcome.Filed, code: null, async (context, token) =>
        {
            wasAsked = await context.Set<FilingRow>()
                .Where(one => one.SummaryId == filing.SummaryId && one.Version == filing.Version && one.Question == filing.Question)
                .ExecuteUpdateAsync(
                    set => set
                        .SetProperty(one => one.Question, (short)FilingQuestion.None)
                        .SetProperty(one => one.Status, (short)FilingStatus.Filed)
                        .SetProperty(one => one.Code, FilingCodes.DoneByHand)
                        .SetProperty(one => one.Words, (byte[]?)null)
                        .SetProperty(one => one.ChangedAt, clock.Now()),
                    token) == 1;
            if (!wasAsked) return;
            await FilingStore.Settle(context, filing.SummaryId, filing.Version, token);
            await context.Set<OutboxDeliveryRow>().Where(one => one.Id == filing.DeliveryId && one.State == (short)DeliveryState.Parked)
                .ExecuteUpdateAsync(set => set.SetProperty(one => one.State, (short)DeliveryState.Done).SetProperty(one => one.Payload, (byte[]?)null), token);
            context.Add(entry);
        }, cancel);
        return wasAsked ? Done.It : FilingRefusals.NothingAsked;
    }

    private static AuditEntry Entry(Actor actor, AuditAction action, SummaryRow row, SummaryId summary, string? code) => new(actor, action)
    {
        Patient = new PersonId(row.PatientId),
        Conversation = new ConversationId(row.ConversationId),
        CareTeam = new CareTeamId(row.CareTeamId),
        Subject = summary.Value,
        Code = code,
    };
}
