using Microsoft.Extensions.Options;
using Portal.Domain.Ehr;
using Portal.Domain.Summaries;
using Portal.Infrastructure.Ehr.Mapping;
using Portal.Infrastructure.Ehr.Profiles;

namespace Portal.Infrastructure.Ehr.Filing;

/// <summary>From what was signed to what is sent: everything is looked up and decided before the first byte of a write.</summary>
internal sealed class FilingPreparation(FilingReader reader, FilingStore store, EhrServer server, ReferenceResolver references, FilingMapping mapping, SummaryStorage storage, IOptions<EhrOptions> options)
{
    /// <summary>What is to be frozen, or why there is nothing to send now.</summary>
    /// <param name="dossier">What was signed, and what is known of it.</param>
    /// <param name="found">An earlier version that the EHR was found to hold; null leaves it to what is known here.</param>
    /// <param name="cancel">Nothing was written yet.</param>
    public async Task<PreparedFiling> Prepare(FilingDossier dossier, FiledBefore? found, CancellationToken cancel)
    {
        var summary = dossier.Summary;
        if (Order(dossier, found) is { } order) return order;
        var isWithdrawal = summary.Change is SummaryChange.EnteredInError;
        var (before, unclear) = found is null ? await Before(dossier, cancel) : (found, null);
        if (unclear is not null) return unclear;
        if (isWithdrawal && before is null) return new FilingEnd.Superseded();
        var (profile, unknown) = await server.Profile(cancel);
        if (profile is null) return unknown!;
        if (profile.Shape == FilingShape.None) return new FilingEnd.Attention(FilingCodes.NoPlace);
        var isOutOfReach = profile.Change == FilingChange.None || before is { Id.Length: 0 };
        if (isOutOfReach && before?.IsElsewhereThan(options.Value.Address) == true) return FilingEnd.ByHand(summary, FilingCodes.FiledElsewhere);
        if (isOutOfReach && isWithdrawal) return FilingEnd.ByHand(summary, FilingCodes.WithdrawByHand);
        var (named, missing) = await references.Resolve(dossier, profile, cancel);
        if (named is null) return missing!;
        var frozen = mapping.Freeze(summary, named.References, profile, before);
        if (frozen.Update is null && frozen.Retires is null) return new PreparedFiling(frozen, named);

        // An id that is remembered may lead to something else by now: looked at before anything is put over it, or said to replace it.
        var (standing, moved) = await storage.Standing(before!, frozen, summary, cancel);
        if (standing is null) return moved!;
        var others = isWithdrawal ? await Others(dossier, standing, cancel) : [];
        return new PreparedFiling(mapping.Freeze(summary, named.References, profile, standing) with { Withdraws = others }, named);
    }

    /// <summary>
    /// After a refusal that stored nothing: the same, with everybody looked up who was only remembered; null where nobody was, or all are who they were. An EHR
    /// that merged a patient, or gave a clinician another id, refuses the old one.
    /// </summary>
    public async Task<PreparedFiling?> Anew(FilingDossier dossier, PreparedFiling refused, CancellationToken cancel)
    {
        if (refused.Named is not { Remembered.Count: > 0 } before) return null;
        references.Forget(before);
        var again = await Prepare(await reader.Of(dossier.Summary.Id, dossier.Summary.Version, cancel), found: null, cancel);
        return again.Named is { } now && now.IsAs(before) ? null : again;
    }

    /// <summary>Versions in their order: none before those ahead of it are settled, none after a later one, and none that was overtaken before anything was sent.</summary>
    private static FilingEnd? Order(FilingDossier dossier, FiledBefore? found)
    {
        bool Is(FilingRow row, params ReadOnlySpan<FilingStatus> any) => any.Contains((FilingStatus)row.Status);
        var version = dossier.Summary.Version;
        var earlier = dossier.Rows.Where(row => row.Version < version).ToList();
        if (earlier.Any(row => Is(row, FilingStatus.Unknown, FilingStatus.Waiting))) return new FilingEnd.Behind();
        if (dossier.Rows.Any(row => row.Version > version && Is(row, FilingStatus.Filed))) return new FilingEnd.Superseded();

        // Nothing of this version is there, or it would not be prepared: not now that the EHR was just found to hold another.
        return found is null && dossier.Signed.IsFollowed ? new FilingEnd.Superseded() : null;
    }

    /// <summary>Resources of still earlier versions: one that was replaced holds its text all the same.</summary>
    private async Task<IReadOnlyList<FiledBefore>> Others(FilingDossier dossier, FiledBefore last, CancellationToken cancel)
    {
        var all = new List<FiledBefore>();
        foreach (var row in dossier.Rows.Where(row => row.Version < dossier.Summary.Version))
            if (await store.Receipt(row, cancel) is { ResourceId.Length: > 0 } receipt) all.Add(Filed(row, receipt));
        return [.. all.DistinctBy(one => (one.Ehr, one.Type, one.Id)).Where(one => (one.Ehr, one.Type, one.Id) != (last.Ehr, last.Type, last.Id))];
    }

    /// <summary>
    /// What the EHR holds of the versions before: the last that was filed, or one behind it that was given up and is there all the same. Null is nothing; what
    /// cannot be known ends the try, since a withdrawal that took it for nothing would leave it in force.
    /// </summary>
    private async Task<(FiledBefore? Before, FilingEnd? End)> Before(FilingDossier dossier, CancellationToken cancel)
    {
        foreach (var row in dossier.Rows.Where(row => row.Version < dossier.Summary.Version).Reverse())
        {
            if (await store.Receipt(row, cancel) is { } receipt) return (Filed(row, receipt), null);

            // What was put over another is found there.
            if (await store.Left(row, cancel) is not { Update: null } given) continue;
            var (there, unknown) = await storage.SeekGivenUp(given, cancel);
            if (unknown is FilingEnd.Attention(var code, var words, _)) return (null, FilingEnd.ByHand(dossier.Summary, code, words));
            if (there is not null || unknown is not null) return (there, unknown);
        }

        return (null, null);
    }

    private static FiledBefore Filed(FilingRow row, FilingReceipt receipt) => new(receipt.ResourceType, receipt.ResourceId, receipt.VersionId) { Of = row.Version, Ehr = receipt.Ehr };
}

/// <summary>What is to be frozen with whom it names, or why there is nothing to send now.</summary>
internal sealed record PreparedFiling(FrozenFiling? Frozen, NamedInEhr? Named, FilingEnd? End = null)
{
    public static implicit operator PreparedFiling(FilingEnd end) => new(null, null, end);

    public override string ToString() => nameof(PreparedFiling);
}
