using Microsoft.Extensions.Options;
using Portal.Domain.Ehr;
using Portal.Domain.Shared;
using Portal.Domain.Summaries;
using Portal.Infrastructure.Shared.Keys;
using Portal.Infrastructure.Shared.Outbox;
using Portal.Infrastructure.Summaries;

namespace Portal.Infrastructure.Ehr.Filing;

/// <summary>
/// Signed summaries into the EHR. The versions of one summary are one lane; nothing is taken while there is no EHR, or while it is away. Everything a try learns is
/// written with the end of the try, under its fence, before the delivery is marked.
/// </summary>
internal sealed class EhrTarget(
    IApprovedSummaries approved,
    FilingPreparation preparation,
    FilingRun run,
    ClosedRecords closed,
    FilingEnds ends,
    FilingStore store,
    IOptions<EhrOptions> options) : IOutboxTarget
{
    public const string TargetName = "ehr";

    public string Name => TargetName;

    public int SideBySide => options.Value.SideBySide;

    public string? Rests => options.Value.IsSet ? null : "not-configured";

    public bool Wants(OutboxKind kind) => kind == OutboxKind.SummarySigned;

    public Task<IReadOnlyList<OwedDelivery>> Owed(IReadOnlyList<OutboxEventRow> events, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<OwedDelivery>>([.. events.Where(row => row.SubjectId is not null).Select(row => new OwedDelivery(row, $"summary:{row.SubjectId:D}"))]);

    public async Task<DeliveryResult> Deliver(OutboxDeliveryRow delivery, CancellationToken cancel)
    {
        if (delivery is not { SubjectId: { } id, SubjectVersion: { } version }) return new DeliveryResult.Dropped("nothing-named");
        try
        {
            if (await approved.Read(new SummaryId(id), version, cancel) is not { } summary) return new DeliveryResult.Dropped("never-signed");
            return await ends.Write(delivery, summary, await closed.Decide(await Try(delivery, summary, cancel), summary.Patient, cancel), cancel);
        }
        catch (KeyGoneException)
        {
            return new DeliveryResult.Dropped("key-destroyed");
        }
    }

    private async Task<FilingEnd> Try(OutboxDeliveryRow delivery, ApprovedSummary summary, CancellationToken cancel)
    {
        if (await ends.IsFiled(summary, cancel) is { } receipt) return new FilingEnd.Filed(receipt);
        var frozen = await store.Frozen(delivery, summary.Conversation, cancel);

        // What never left is made anew: the EHR, or what it accepts, may be another by now.
        if (frozen is not { IsSent: true })
        {
            var prepared = await preparation.Prepare(summary, found: null, cancel);
            if (prepared.Frozen is null) return prepared.End!;
            frozen = prepared.Frozen;
            await approved.BeginFiling(summary.Id, summary.Version, cancel);
        }

        var end = await run.Go(delivery, summary.Conversation, frozen, cancel);
        if (end is not FilingEnd.ChangeOf(var before)) return end;
        var again = await preparation.Prepare(summary, before, cancel);
        return again.Frozen is null ? again.End! : await run.Go(delivery, summary.Conversation, again.Frozen, cancel) is var second and not FilingEnd.ChangeOf
            ? second
            : new FilingEnd.Attention(FilingCodes.OtherResource);
    }
}
