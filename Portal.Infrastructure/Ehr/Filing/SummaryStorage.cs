using System.Text.Json;
using Microsoft.Extensions.Options;
using Portal.Domain.Ehr;
using Portal.Domain.Summaries;
using Portal.Infrastructure.Ehr.Mapping;
using Portal.Infrastructure.Ehr.Profiles;
using Portal.Infrastructure.Shared.Outbox;

namespace Portal.Infrastructure.Ehr.Filing;

/// <summary>
/// Brings the frozen bytes of one version into the EHR, once. What may have left is marked by a commit of its own before the first byte leaves; whoever finds
/// the mark looks before it sends again, and where nobody can look, a person is asked.
/// </summary>
internal sealed class SummaryStorage(EhrCalls calls, FilingStore store, IOptions<EhrOptions> options, TimeProvider clock)
{
    /// <summary>How far the clocks of two nodes may be apart: as far as the leases of the outbox bear.</summary>
    private static readonly TimeSpan ClocksApart = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan LongestLag = TimeSpan.FromMinutes(2);

    /// <summary>Whose clock a time is of.</summary>
    private readonly Guid process = Guid.CreateVersion7();

    /// <summary>Between the first look and the second.</summary>
    private TimeSpan SecondLag => 2 * options.Value.IndexLag < LongestLag ? 2 * options.Value.IndexLag : LongestLag;

    public Task<StorageResult> Store(FilingTry attempt, CancellationToken cancel) => attempt.Frozen.Update is null ? Create(attempt, cancel) : Update(attempt, cancel);

    /// <summary>Where it is that may have left and is not to be sent again, since a later version was signed meanwhile; superseded where it is not there.</summary>
    public async Task<StorageResult> SeekOvertaken(FilingTry attempt, CancellationToken cancel)
    {
        if (attempt.Frozen.Guarantee == FilingGuarantee.AtMostOnce) return new FilingEnd.Unknown(FilingCodes.NoAnswer);
        if (await Look(attempt.Frozen with { Guarantee = FilingGuarantee.SearchFirst }, cancel) is { } known) return known;
        return await LookTwice(attempt, cancel) is { } wait ? wait : new FilingEnd.Superseded();
    }

    /// <summary>What became of an earlier version that was given up after it may have left: what is there of it (null: nothing), or why that is not known.</summary>
    public async Task<(FiledBefore? There, FilingEnd? End)> SeekGivenUp(FrozenFiling given, CancellationToken cancel)
    {
        if (given.Guarantee == FilingGuarantee.AtMostOnce || given.Address != options.Value.Address) return (null, new FilingEnd.Attention(FilingCodes.NoAnswer));
        var found = await Look(given with { Guarantee = FilingGuarantee.SearchFirst }, cancel);
        return found switch
        {
            null => (null, UntilItShows(given)),
            { Stored: { } stored } => (new FiledBefore(stored.Type, stored.Id, stored.VersionId) { Of = VersionName.Read(given.VersionValue)?.Version, Ehr = given.Address }, null),
            { End: FilingEnd.ChangeOf(var before) } => (before, null),
            { End: var end } => (null, end),
        };
    }

    /// <summary>The last resource that is known of an earlier version, as it stands: of the patient it was filed for, and changed by nobody since.</summary>
    public async Task<(FiledBefore? Standing, FilingEnd? End)> Standing(FiledBefore before, FrozenFiling frozen, ApprovedSummary summary, CancellationToken cancel)
    {
        var read = await calls.Read(before.Type, before.Id, cancel);
        string Or(string code) => before.IsElsewhereThan(frozen.Address) ? FilingCodes.FiledElsewhere : code;
        if (read.Answer is { Reach: Reach.Answered, Status: 404 or 410 }) return (null, FilingEnd.ByHand(summary, Or(FilingCodes.GoneInEhr), read.Words));
        if (FilingEnd.Of(FilingDecision.After(FilingPhase.LookUp, read.Answer, frozen.Guarantee), read) is { } end) return (null, end);
        var resource = read.Resource!.Value;
        if (!KeptResource.IsOfSummary(resource, before.Type, frozen)) return (null, FilingEnd.ByHand(summary, Or(FilingCodes.OtherResource)));
        if (KeptResource.IsOfAnother(resource, frozen.Subject)) return (null, FilingEnd.ByHand(summary, FilingCodes.PatientMoved));
        var number = KeptResource.NumberOf(resource, frozen);

        // A later one of ours than is known here was stored, and its answer lost.
        var isOursUnheard = number is { } there && before.Of is { } known && there > known && there < summary.Version;
        var isEdited = !isOursUnheard && before.VersionId is not null && read.Version is not null && before.VersionId != read.Version;
        return isEdited ? (null, FilingEnd.Edited(summary, words: null)) : (before with { VersionId = read.Version ?? before.VersionId, Of = number ?? before.Of }, null);
    }

    private async Task<StorageResult> Create(FilingTry attempt, CancellationToken cancel)
    {
        var frozen = attempt.Frozen;
        var wasSent = frozen.IsSent;
        if (wasSent && frozen.Guarantee == FilingGuarantee.AtMostOnce) return new FilingEnd.Unknown(FilingCodes.NoAnswer);
        if (wasSent || frozen.Guarantee == FilingGuarantee.SearchFirst)
        {
            if (await Look(frozen, cancel) is { } known) return known;
            if (wasSent && frozen.Guarantee == FilingGuarantee.SearchFirst && await LookTwice(attempt, cancel) is { } wait) return wait;
        }

        var (reply, step) = await Send(attempt, FilingPhase.Create, calls.Create, cancel);
        var sent = attempt.Frozen;
        return step switch
        {
            NextStep.GoOn => await Created(sent, reply, wasSent, cancel),
            NextStep.Check => Strayed(sent, await Existing(sent, reply, cancel)),
            NextStep.Search(var code) => new FilingEnd.Later(code, options.Value.IndexLag, reply.Words),
            _ => FilingEnd.Of(step, reply)!,
        };
    }

    private async Task<StorageResult> Update(FilingTry attempt, CancellationToken cancel)
    {
        var there = attempt.Frozen.Update!;
        var (reply, next) = await Send(attempt, FilingPhase.Update, calls.Update, cancel);
        var frozen = attempt.Frozen;
        switch (next)
        {
            case NextStep.GoOn:
                return new StorageResult(new StoredAs(there.Type, there.Id, reply.Version, $"{there.Type}/{there.Id}")) { IsNew = true };
            case NextStep.Check:
                var read = await calls.Read(there.Type, there.Id, cancel);
                if (FilingEnd.Of(FilingDecision.After(FilingPhase.LookUp, read.Answer, frozen.Guarantee), read) is { } end) return end;
                return KeptResource.Of(read.Resource!.Value, frozen) == Kinship.Same ? Stored(frozen, read.Resource.Value, read.Version) : FilingEnd.Edited(attempt.Summary, reply.Words);
            default:
                return FilingEnd.Of(next, reply)!;
        }
    }

    /// <summary>
    /// Sends it, marked before the first byte leaves. A transaction that is refused may be so for its Provenance: nothing of it was stored, and the summary goes once more by itself,
    /// under the same key.
    /// </summary>
    private async Task<(EhrReply Reply, NextStep Step)> Send(FilingTry attempt, FilingPhase phase, Func<FrozenFiling, OutboxDeliveryRow, CancellationToken, Task<EhrReply>> send, CancellationToken cancel)
    {
        var wasSent = attempt.Frozen.IsSent;
        await Freeze(attempt, attempt.Frozen with { IsSent = true, SentAt = clock.GetUtcNow(), MissedAt = null, TimedBy = process }, cancel);
        var reply = await send(attempt.Frozen, attempt.Delivery, cancel);
        var step = FilingDecision.After(phase, reply.Answer, attempt.Frozen.Guarantee);
        if (attempt.Frozen.IsTransaction && FilingDecision.MayBeForItsProvenance(step, reply))
        {
            await Freeze(attempt, FrozenBundle.Alone(attempt.Frozen), cancel);
            reply = await send(attempt.Frozen, attempt.Delivery, cancel);
            step = FilingDecision.After(phase, reply.Answer, attempt.Frozen.Guarantee);
        }

        if (!wasSent && FilingDecision.StoredNothing(reply.Answer)) await Freeze(attempt, attempt.Frozen with { IsSent = false }, cancel);
        return (reply, step);
    }

    /// <summary>What is there under our identifier; null where nothing is.</summary>
    private async Task<StorageResult?> Look(FrozenFiling frozen, CancellationToken cancel)
    {
        var found = await calls.Find(frozen.Type, frozen.KeySystem, frozen.KeyValue, cancel);
        switch (FilingDecision.After(FilingPhase.LookUp, found.Reply.Answer, frozen.Guarantee))
        {
            case NextStep.GoOn:
                return found.Hits.Count switch
                {
                    0 => null,
                    1 => Recognised(frozen, found.Hits[0]),
                    _ => new FilingEnd.Attention(FilingCodes.Duplicates),
                };

            // A server that cannot be asked still holds the condition.
            case NextStep.Park or NextStep.Forbidden when frozen.Guarantee == FilingGuarantee.Conditional:
                return null;
            case var step:
                return FilingEnd.Of(step, found.Reply)!;
        }
    }

    /// <summary>What is waited longer where the time of a mark is another clock's.</summary>
    private TimeSpan Apart(FrozenFiling frozen) => frozen.TimedBy == process ? TimeSpan.Zero : ClocksApart;

    /// <summary>
    /// Not found: the server's index may lag behind. It counts only after the lag, by the clock and not by when somebody made the delivery due, and twice;
    /// then it is not there. Null where it may be sent again.
    /// </summary>
    private async Task<FilingEnd.Later?> LookTwice(FilingTry attempt, CancellationToken cancel)
    {
        var (now, apart) = (clock.GetUtcNow(), Apart(attempt.Frozen));
        var (lag, twice) = (options.Value.IndexLag + apart, SecondLag + apart);
        if (attempt.Frozen.MissedAt is { } missed) return now - missed < twice ? new FilingEnd.Later(FilingCodes.NoAnswer, missed + twice - now) : null;
        if (attempt.Frozen.SentAt is { } sent && now - sent < lag) return new FilingEnd.Later(FilingCodes.NoAnswer, sent + lag - now);
        await Freeze(attempt, attempt.Frozen with { MissedAt = now, TimedBy = process }, cancel);
        return new FilingEnd.Later(FilingCodes.NoAnswer, SecondLag);
    }

    /// <summary>Of what another delivery sent nothing is written down here: a miss counts when as long has passed as two looks would take, and until then it may still show.</summary>
    private FilingEnd.Later? UntilItShows(FrozenFiling given)
    {
        var left = given.SentAt is { } sent ? sent + options.Value.IndexLag + SecondLag + Apart(given) - clock.GetUtcNow() : TimeSpan.Zero;
        return left > TimeSpan.Zero ? new FilingEnd.Later(FilingCodes.NoAnswer, left) : null;
    }

    private async Task<StorageResult> Created(FrozenFiling frozen, EhrReply reply, bool wasSent, CancellationToken cancel)
    {
        // Whether the condition held: one that ignores it has two by now, and a third is never sent.
        if (wasSent && await calls.Find(frozen.Type, frozen.KeySystem, frozen.KeyValue, cancel) is { Hits.Count: > 1 }) return new FilingEnd.Attention(FilingCodes.Duplicates);
        if (reply.Location is { } place && place.Type == frozen.Type) return new StorageResult(new StoredAs(place.Type, place.Id, reply.Version, place.ToString())) { IsNew = true };
        if (reply.Resource is { } resource && KeptResource.IdOf(resource) is not null && KeptResource.Of(resource, frozen) is Kinship.Same or Kinship.Nameless)
            return Stored(frozen, resource, reply.Version) with { IsNew = true };

        // Stored, and not said where. It is looked for by the next try, which sends nothing before it has looked.
        if (frozen.Guarantee != FilingGuarantee.AtMostOnce) return new FilingEnd.Later(FilingCodes.NoAnswer, options.Value.IndexLag);
        return reply.Resource is null ? new StoredAs(frozen.Type, "", null, "") : new FilingEnd.Unknown(FilingCodes.OtherResource);
    }

    /// <summary>The server says that it is there already: some say so of something else.</summary>
    private async Task<StorageResult> Existing(FrozenFiling frozen, EhrReply reply, CancellationToken cancel)
    {
        if (reply.Resource is { } resource) return Recognised(frozen, resource);
        if (reply.Location is { } place)
        {
            var read = await calls.Read(place.Type, place.Id, cancel);
            if (read.Resource is { } there && read.Answer.Status == 200) return Recognised(frozen, there);
        }

        return await Look(frozen, cancel) ?? new FilingEnd.Later(FilingCodes.NoAnswer, options.Value.IndexLag);
    }

    /// <summary>What the server took for it got our Provenance in the same transaction, which somebody has to see to.</summary>
    private static StorageResult Strayed(FrozenFiling frozen, StorageResult result) =>
        frozen.IsTransaction && result.End is FilingEnd.Attention { Code: FilingCodes.OtherResource } ? new FilingEnd.Attention(FilingCodes.StrayProvenance) : result;

    private static StorageResult Recognised(FrozenFiling frozen, JsonElement resource) => KeptResource.Of(resource, frozen) switch
    {
        Kinship.Same => Stored(frozen, resource, KeptResource.VersionOf(resource)),
        Kinship.EarlierVersion => new FilingEnd.ChangeOf(new FiledBefore(frozen.Type, KeptResource.IdOf(resource) ?? "", KeptResource.VersionOf(resource)) { Of = KeptResource.NumberOf(resource, frozen), Ehr = frozen.Address }),
        Kinship.Nameless or Kinship.Other => new FilingEnd.Attention(FilingCodes.OtherResource),
    };

    private static StorageResult Stored(FrozenFiling frozen, JsonElement resource, string? version)
    {
        var id = KeptResource.IdOf(resource) ?? "";
        return new StoredAs(frozen.Type, id, version, $"{frozen.Type}/{id}");
    }

    private async Task Freeze(FilingTry attempt, FrozenFiling frozen, CancellationToken cancel)
    {
        await store.Freeze(attempt.Delivery, attempt.Summary, frozen, cancel);
        attempt.Frozen = frozen;
    }
}

/// <summary>One try of one delivery.</summary>
internal sealed class FilingTry(OutboxDeliveryRow delivery, ApprovedSummary summary, FrozenFiling frozen)
{
    public OutboxDeliveryRow Delivery => delivery;

    public ApprovedSummary Summary => summary;

    /// <summary>As it was committed last.</summary>
    public FrozenFiling Frozen { get; set; } = frozen;
}

/// <summary>Where it is now, or how the try ended without that.</summary>
internal sealed record StorageResult(StoredAs? Stored, FilingEnd? End = null)
{
    /// <summary>The EHR said in this very try that it took it: nobody can have told it yet who signed.</summary>
    public bool IsNew { get; init; }

    public static implicit operator StorageResult(StoredAs stored) => new(stored);

    public static implicit operator StorageResult(FilingEnd end) => new(null, end);
}
