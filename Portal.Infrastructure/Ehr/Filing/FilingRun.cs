using System.Text;
using Portal.Domain.Ehr;
using Portal.Domain.Shared;
using Portal.Domain.Summaries;
using Portal.Infrastructure.Ehr.Profiles;
using Portal.Infrastructure.Shared.Outbox;

namespace Portal.Infrastructure.Ehr.Filing;

/// <summary>One try from the frozen bytes to the receipt: store, read back and compare, say who signed, take what it replaces out of force.</summary>
internal sealed class FilingRun(SummaryStorage storage, EhrCalls calls, EarlierResource earlier, FilingStore store, TimeProvider clock)
{
    private const int Reads = 3;

    public async Task<FilingEnd> Go(OutboxDeliveryRow delivery, ApprovedSummary summary, FrozenFiling frozen, CancellationToken cancel)
    {
        var attempt = new FilingTry(delivery, summary, frozen);
        return await From(attempt, frozen.Stored is { } known ? new StorageResult(known) : await storage.Store(attempt, cancel), cancel);
    }

    /// <summary>The same without sending it: where it is there it is filed, and the later version changes it.</summary>
    public async Task<FilingEnd> Seek(OutboxDeliveryRow delivery, ApprovedSummary summary, FrozenFiling frozen, CancellationToken cancel)
    {
        var attempt = new FilingTry(delivery, summary, frozen);
        return await From(attempt, await storage.SeekOvertaken(attempt, cancel), cancel);
    }

    /// <summary>In an EHR that is no longer asked: filed there, and not compared.</summary>
    public FilingEnd Elsewhere(FrozenFiling frozen, StoredAs stored) =>
        new FilingEnd.Filed(new FilingReceipt(stored.Location, stored.Type, stored.Id, stored.VersionId, clock.Now(), []) { Ehr = frozen.Address });

    private async Task<FilingEnd> From(FilingTry attempt, StorageResult result, CancellationToken cancel)
    {
        if (result.Stored is not { } stored) return result.End!;
        var frozen = attempt.Frozen;

        // From here on it is in the EHR. Where nobody could find it again, that is committed before anything else is tried.
        if (frozen.Guarantee == FilingGuarantee.AtMostOnce && frozen.Stored is null) await Keep(attempt, stored, cancel);
        var back = await ReadBack(attempt.Frozen, stored, cancel);
        if (stored.IsSaid && back.IsNotThatOne) return await AskAgain(attempt, cancel);
        if (back.End is { } other) return other;
        stored = stored with { VersionId = back.VersionId ?? stored.VersionId };
        var (isUnproven, unproven) = await Prove(attempt.Frozen, stored, result.IsNew, cancel);
        if (unproven is not null) return await Wait(attempt, stored, unproven, cancel);
        var retired = await earlier.Retire(attempt.Frozen, cancel);
        if (retired.End is { } unretired) return await Wait(attempt, stored, unretired, cancel);
        return new FilingEnd.Filed(new FilingReceipt(stored.Location, stored.Type, stored.Id, stored.VersionId, clock.Now(), [.. back.Differences, .. retired.Left])
        {
            IsReadBack = back.IsRead,
            IsUnproven = isUnproven,
            Ehr = frozen.Address,
        });
    }

    private async Task<FilingEnd> Wait(FilingTry attempt, StoredAs stored, FilingEnd end, CancellationToken cancel)
    {
        await Keep(attempt, stored, cancel);
        return end;
    }

    /// <summary>Somebody looked for it and named another one, or none: the question stands.</summary>
    private async Task<FilingEnd> AskAgain(FilingTry attempt, CancellationToken cancel)
    {
        attempt.Frozen = attempt.Frozen with { Stored = null };
        await store.Freeze(attempt.Delivery, attempt.Summary, attempt.Frozen, cancel);
        return new FilingEnd.Unknown(FilingCodes.NotThatOne);
    }

    private async Task Keep(FilingTry attempt, StoredAs stored, CancellationToken cancel)
    {
        attempt.Frozen = attempt.Frozen with { Stored = stored };
        await store.Freeze(attempt.Delivery, attempt.Summary, attempt.Frozen, cancel);
    }

    private async Task<Compared> ReadBack(FrozenFiling frozen, StoredAs stored, CancellationToken cancel)
    {
        if (stored.Id.Length == 0) return Compared.Not;
        for (var tried = 1; ; tried++)
        {
            var read = await calls.Read(stored.Type, stored.Id, cancel);
            if (FilingDecision.After(FilingPhase.ReadBack, read.Answer, frozen.Guarantee) is NextStep.GoOn)
            {
                var kinship = KeptResource.Of(read.Resource!.Value, frozen);
                if (kinship == Kinship.Other) return Compared.Not with { End = new FilingEnd.Attention(FilingCodes.OtherResource), IsNotThatOne = true };
                var differences = ResourceComparison.Of(FrozenBundle.Summary(frozen), read.Resource.Value);
                return new Compared(IsRead: true, read.Version, differences) { IsNotThatOne = kinship == Kinship.EarlierVersion || (kinship == Kinship.Nameless && differences.Any(IsOfContent)) };
            }

            if (read.Answer is { Reach: Reach.Answered, Status: 404 or 410 }) return Compared.Not with { IsNotThatOne = true };

            var mayCome = read.Answer.Reach == Reach.NoAnswer || read.Answer.Status is 408 or 500 or 502 or 504;
            if (!mayCome || tried >= Reads) return Compared.Not;
        }
    }

    private static bool IsOfContent(FilingDifference difference) =>
        difference.Path.StartsWith("payload", StringComparison.Ordinal) || difference.Path.StartsWith("content", StringComparison.Ordinal);

    /// <summary>Whether it stands without the Provenance that was to go with it.</summary>
    private async Task<(bool IsUnproven, FilingEnd? End)> Prove(FrozenFiling frozen, StoredAs stored, bool isNew, CancellationToken cancel)
    {
        if (frozen.Provenance is not { } template) return default;
        if (stored.Id.Length == 0 || (frozen.ProvenanceWay == ProvenanceWay.WhenNew && !isNew)) return (true, null);
        var bytes = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(template).Replace(FrozenFiling.Place, $"{stored.Type}/{stored.Id}", StringComparison.Ordinal));
        var (phase, reply) = frozen.ProvenanceWay == ProvenanceWay.OwnId
            ? (FilingPhase.ProvenanceOwnId, await calls.PutProvenance(bytes, frozen.ProvenanceId, cancel))
            : (FilingPhase.ProvenanceOnce, await calls.AddProvenance(bytes, cancel));
        var step = FilingDecision.After(phase, reply.Answer, frozen.Guarantee);
        return (step is not NextStep.GoOn, FilingEnd.Of(step, reply));
    }

    private sealed record Compared(bool IsRead, string? VersionId, IReadOnlyList<FilingDifference> Differences)
    {
        public static readonly Compared Not = new(IsRead: false, null, []);

        public FilingEnd? End { get; init; }

        /// <summary>It is not there, is something else, or bears no name of ours and other words.</summary>
        public bool IsNotThatOne { get; init; }
    }
}
