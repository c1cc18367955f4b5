using Microsoft.Extensions.Options;
using Portal.Domain.Ehr;
using Portal.Domain.Shared;
using Portal.Domain.Summaries;
using Portal.Infrastructure.Shared.Outbox;

namespace Portal.Infrastructure.Ehr.Filing;

/// <summary>
/// Writes how a try ended and says the same to the outbox. What ends a filing is one transaction of the summary: its status, the team's event, the audit, the receipt, and
/// the end of the delivery: killed before it, the next try finds all to be done; after it, nothing.
/// </summary>
internal sealed class FilingEnds(FilingStore store, EhrHealth health, IOptions<OutboxOptions> outbox, TimeProvider clock)
{
    private static readonly TimeSpan LooksAgain = TimeSpan.FromSeconds(30);

    public async Task<DeliveryResult> Write(OutboxDeliveryRow delivery, ApprovedSummary summary, FilingEnd end, CancellationToken cancel)
    {
        FilingWrite Of(FilingStatus status, string? code) => new(delivery, summary, status, code);
        switch (end)
        {
            case FilingEnd.Filed(var receipt):
                health.Filed();
                await store.End(Of(FilingStatus.Filed, code: null) with { Receipt = receipt }, cancel);
                return new DeliveryResult.Written();
            case FilingEnd.Attention(var code, var words, var question):
                await store.End(Of(FilingStatus.NeedsAttention, code) with { Question = question, Words = words }, cancel);
                return new DeliveryResult.Written();
            case FilingEnd.Unknown(var code):
                await health.Missed(cancel);
                await store.End(Of(FilingStatus.Unknown, code) with { Question = FilingQuestion.IsItThere }, cancel);
                return new DeliveryResult.Written();
            case FilingEnd.Later later:
                await health.Missed(cancel);
                return await Later(Of(FilingStatus.Waiting, later.Code) with { Words = later.Words }, later, cancel);
            case FilingEnd.Paused(var code, var after) { Aside: var aside }:
                await health.Pause(code, after, cancel);
                await store.Note(Of(FilingStatus.Waiting, code), cancel);
                return new DeliveryResult.NotYet(clock.Now() + aside);
            case FilingEnd.Superseded:
                await store.Note(Of(FilingStatus.Superseded, FilingCodes.Superseded), cancel);
                return new DeliveryResult.Dropped(FilingCodes.Superseded);
            case FilingEnd.Behind:
                await store.Note(Of(FilingStatus.Waiting, FilingCodes.EarlierVersion), cancel);
                return new DeliveryResult.NotYet(clock.Now() + LooksAgain);
            default:
                throw new InvalidOperationException($"A filing cannot end with {end}.");
        }
    }

    private async Task<DeliveryResult> Later(FilingWrite note, FilingEnd.Later later, CancellationToken cancel)
    {
        if (note.Delivery.Attempts >= outbox.Value.Attempts)
        {
            await store.End(note with { Status = FilingStatus.NeedsAttention }, cancel);
            return new DeliveryResult.Written();
        }

        await store.Note(note, cancel);
        return new DeliveryResult.Failed(later.Code) { NotBefore = later.After is { } after ? clock.Now() + after : null };
    }
}
