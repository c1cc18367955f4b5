using Microsoft.Extensions.Options;
using Portal.Domain.Conversations;
using Portal.Domain.Ehr;
using Portal.Domain.Shared;
using Portal.Domain.Summaries;
using Portal.Infrastructure.Shared.Outbox;
using Portal.Infrastructure.Summaries;

namespace Portal.Infrastructure.Ehr.Filing;

/// <summary>
/// Writes how a try ended and says the same to the outbox. What ends a filing is one transaction of the summary: its status, the team's event, the audit, and the receipt;
/// where the process dies behind it, the next try finds the receipt and only marks the delivery.
/// </summary>
internal sealed class FilingEnds(IApprovedSummaries approved, FilingStore store, EhrHealth health, IOptions<OutboxOptions> outbox, TimeProvider clock)
{
    private static readonly TimeSpan LooksAgain = TimeSpan.FromSeconds(30);

    public async Task<FilingReceipt?> IsFiled(ApprovedSummary summary, CancellationToken cancel) =>
        (await store.Of(summary.Id, cancel)).FirstOrDefault(row => row.Version == summary.Version && row.Status == (short)FilingStatus.Filed) is { } row ? await store.Receipt(row, cancel) : null;

    public async Task<DeliveryResult> Write(OutboxDeliveryRow delivery, ApprovedSummary summary, FilingEnd end, CancellationToken cancel)
    {
        switch (end)
        {
            case FilingEnd.Filed(var receipt):
                health.Filed();
                await End(delivery, summary, FilingOutcome.Filed, FilingStatus.Filed, null, FilingQuestion.None, null, receipt, cancel);
                return new DeliveryResult.Done();
            case FilingEnd.Attention(var code, var words, var question):
                await End(delivery, summary, FilingOutcome.NeedsAttention, FilingStatus.NeedsAttention, code, question, words, null, cancel);
                return new DeliveryResult.Failed(code, ForGood: true);
            case FilingEnd.Unknown(var code):
                await health.Missed(cancel);
                await End(delivery, summary, FilingOutcome.NeedsAttention, FilingStatus.Unknown, code, FilingQuestion.IsItThere, null, null, cancel);
                return new DeliveryResult.Failed(code, ForGood: true);
            case FilingEnd.Later later:
                return await Later(delivery, summary, later, cancel);
            case FilingEnd.Paused(var code, var after) { Aside: var aside }:
                await health.Pause(code, after, cancel);
                await store.Note(delivery, summary.Conversation, code, words: null, cancel);
                return new DeliveryResult.NotYet(clock.Now() + aside);
            case FilingEnd.Superseded:
                await store.Settle(delivery, summary.Conversation, FilingStatus.Superseded, FilingCodes.Superseded, cancel);
                return new DeliveryResult.Dropped(FilingCodes.Superseded);
            case FilingEnd.Behind:
                await store.Note(delivery, summary.Conversation, FilingCodes.EarlierVersion, words: null, cancel);
                return new DeliveryResult.NotYet(clock.Now() + LooksAgain);
            default:
                throw new InvalidOperationException($"A filing cannot end with {end}.");
        }
    }

    private async Task<DeliveryResult> Later(OutboxDeliveryRow delivery, ApprovedSummary summary, FilingEnd.Later later, CancellationToken cancel)
    {
        await health.Missed(cancel);
        if (delivery.Attempts >= outbox.Value.Attempts)
        {
            await End(delivery, summary, FilingOutcome.NeedsAttention, FilingStatus.NeedsAttention, later.Code, FilingQuestion.None, later.Words, null, cancel);
            return new DeliveryResult.Failed(later.Code, ForGood: true);
        }

        await store.Note(delivery, summary.Conversation, later.Code, later.Words, cancel);
        return new DeliveryResult.Failed(later.Code) { NotBefore = later.After is { } after ? clock.Now() + after : null };
    }

    private Task End(
        OutboxDeliveryRow delivery, ApprovedSummary summary, FilingOutcome outcome, FilingStatus status, string? code, FilingQuestion question, ClinicalText? words, FilingReceipt? receipt, CancellationToken cancel) =>
        approved.EndFiling(
            summary.Id,
            summary.Version,
            outcome,
            code,
            (context, token) => store.Write(context, delivery, summary.Conversation, status, code, question, words, receipt, token),
            cancel);
}
