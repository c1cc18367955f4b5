using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Portal.Domain.Ehr;
using Portal.Domain.Shared;
using Portal.Infrastructure.Shared.Outbox;

namespace Portal.Infrastructure.Ehr.Filing;

/// <summary>
/// Signed summaries into the EHR. The versions of one summary are one lane; nothing is taken while there is no EHR, or while it is away. Everything a try learns is
/// written with the end of the try, under its fence, with the mark of the delivery or before it.
/// </summary>
internal sealed partial class EhrTarget(
    FilingReader reader,
    FilingPreparation preparation,
    FilingRun run,
    ClosedRecords closed,
    FilingEnds ends,
    FilingStore store,
    FilingsUnderWay underWay,
    IOptions<EhrOptions> options,
    IOptions<OutboxOptions> outbox,
    TimeProvider clock,
    ILogger<EhrTarget> logger) : IOutboxTarget
{
    public const string TargetName = "ehr";

    /// <summary>Of the time that the outbox gives to a try; the rest is for writing down how it ended.</summary>
    private const double Share = 0.8;

    public string Name => TargetName;

    public int SideBySide => options.Value.SideBySide;

    public string? Rests => options.Value.IsSet ? null : "not-configured";

    public bool Wants(OutboxKind kind) => kind == OutboxKind.SummarySigned;

    public Task<IReadOnlyList<OwedDelivery>> Owed(IReadOnlyList<OutboxEventRow> events, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<OwedDelivery>>([.. events.Where(row => row.SubjectId is not null).Select(row => new OwedDelivery(row, $"summary:{row.SubjectId:D}"))]);

    public async Task<DeliveryResult> Deliver(OutboxDeliveryRow delivery, CancellationToken cancel)
    {
        if (delivery is not { SubjectId: { } id, SubjectVersion: { } version }) return new DeliveryResult.Dropped("nothing-named");
        using var one = underWay.One();
        var dossier = await reader.Of(new SummaryId(id), version, cancel);
        if (dossier.Signed.IsGone) return new DeliveryResult.Dropped("key-destroyed");
        if (dossier.Signed.Summary is not { } summary) return new DeliveryResult.Dropped("never-signed");

        // Told already; only the delivery was not marked.
        if (dossier.Rows.Any(row => row.Version == version && row.Status == (short)FilingStatus.Filed)) return new DeliveryResult.Done();
        return await ends.Write(delivery, summary, await closed.Decide(await Limited(delivery, dossier, cancel), summary.Patient, cancel), cancel);
    }

    /// <summary>
    /// Ends before the outbox would end it: a try that takes too long, or fails here, is told like any other, and after the last one a person hears of it. What was
    /// committed of it stands, so that the next try looks before it sends.
    /// </summary>
    private async Task<FilingEnd> Limited(OutboxDeliveryRow delivery, FilingDossier dossier, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(outbox.Value.Timeout * Share, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            return await Try(delivery, dossier, either.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            return new FilingEnd.Later(FilingCodes.NoAnswer);
        }
        catch (Exception error) when (error is not (FenceLostException or OperationCanceledException) && !cancel.IsCancellationRequested)
        {
            // Its message may hold what was to be filed.
            LogFailed(logger, delivery.Id, error.GetType().Name);
            return new FilingEnd.Later(FilingCodes.FailedHere);
        }
    }

    private async Task<FilingEnd> Try(OutboxDeliveryRow delivery, FilingDossier dossier, CancellationToken cancel)
    {
        if (await store.FrozenOf(delivery, dossier.Summary.Conversation, cancel) is { IsSent: true } sent) return await Again(delivery, dossier, sent, cancel);

        // What never left is made anew: the EHR, or what it accepts, may be another by now.
        var prepared = await preparation.Prepare(dossier, found: null, cancel);
        if (prepared.Frozen is null) return prepared.End!;
        var end = await Go(delivery, dossier, prepared.Frozen, cancel);
        if (!EhrTroubles.IsRefusal(end) || await preparation.Anew(dossier, prepared, cancel) is not { } anew) return end;
        return anew.Frozen is null ? anew.End! : await Go(delivery, dossier, anew.Frozen, cancel);
    }

    /// <summary>What may have left already: the same bytes, to the same EHR, and not after a later version.</summary>
    private async Task<FilingEnd> Again(OutboxDeliveryRow delivery, FilingDossier dossier, FrozenFiling sent, CancellationToken cancel)
    {
        if (dossier.Rows.Any(row => row.Version > dossier.Summary.Version && row.Status == (short)FilingStatus.Filed)) return new FilingEnd.Superseded();

        // What is known to be in the EHR of before stays there; what is not is a person's question, since nothing here can look.
        if (sent.Address != options.Value.Address) return sent.Stored is { } there ? run.Elsewhere(sent, there) : new FilingEnd.Unknown(FilingCodes.AnotherEhr);
        return dossier.Signed.IsFollowed && sent is { Update: null, Stored: null } ? await run.Seek(delivery, dossier.Summary, sent, cancel) : await Go(delivery, dossier, sent, cancel);
    }

    /// <summary>Sends it; once more where the EHR turns out to hold an earlier version.</summary>
    private async Task<FilingEnd> Go(OutboxDeliveryRow delivery, FilingDossier dossier, FrozenFiling frozen, CancellationToken cancel)
    {
        var end = await run.Go(delivery, dossier.Summary, frozen, cancel);
        if (end is not FilingEnd.ChangeOf(var before)) return end;
        var again = await preparation.Prepare(dossier, before, cancel);
        return again.Frozen is null ? again.End! : await run.Go(delivery, dossier.Summary, again.Frozen, cancel) is var second and not FilingEnd.ChangeOf
            ? second
            : new FilingEnd.Attention(FilingCodes.OtherResource);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The filing of delivery {Delivery} failed: {Error}")]
    private static partial void LogFailed(ILogger logger, Guid delivery, string error);
}
