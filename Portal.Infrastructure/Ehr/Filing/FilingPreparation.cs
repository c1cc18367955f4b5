using Portal.Domain.Ehr;
using Portal.Domain.Summaries;
using Portal.Infrastructure.Ehr.Mapping;
using Portal.Infrastructure.Ehr.Profiles;

namespace Portal.Infrastructure.Ehr.Filing;

/// <summary>From what was signed to what is sent: everything is looked up and decided before the first byte of a write.</summary>
internal sealed class FilingPreparation(FilingReader reader, FilingStore store, EhrServer server, ReferenceResolver references, FilingMapping mapping)
{
    /// <summary>What is to be frozen, or why there is nothing to send now.</summary>
    /// <param name="dossier">What was signed, and what is known of it.</param>
    /// <param name="found">An earlier version that the EHR was found to hold; null leaves it to what is known here.</param>
    /// <param name="cancel">Nothing was written yet.</param>
    public async Task<PreparedFiling> Prepare(FilingDossier dossier, FiledBefore? found, CancellationToken cancel)
    {
        var summary = dossier.Summary;
        if (Order(dossier) is { } order) return order;
        var before = found ?? await Before(dossier, cancel);
        var isWithdrawal = summary.Change is SummaryChange.EnteredInError;
        if (isWithdrawal && before is null) return new FilingEnd.Superseded();
        var (profile, unknown) = await server.Profile(cancel);
        if (profile is null) return unknown!;
        if (profile.Shape == FilingShape.None) return new FilingEnd.Attention(FilingCodes.NoPlace);
        if (isWithdrawal && (profile.Change == FilingChange.None || before!.Id.Length == 0))
            return new FilingEnd.Attention(FilingCodes.WithdrawByHand, Question: FilingQuestion.WithdrawByHand);
        var (named, missing) = await references.Resolve(dossier, profile, cancel);
        return named is null ? missing! : new PreparedFiling(mapping.Freeze(summary, named.References, profile, before), named);
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
    private static FilingEnd? Order(FilingDossier dossier)
    {
        bool Is(FilingRow row, params ReadOnlySpan<FilingStatus> any) => any.Contains((FilingStatus)row.Status);
        var version = dossier.Summary.Version;
        var earlier = dossier.Rows.Where(row => row.Version < version).ToList();
        if (earlier.Any(row => Is(row, FilingStatus.Unknown, FilingStatus.Waiting))) return new FilingEnd.Behind();
        if (dossier.Rows.Any(row => row.Version > version && Is(row, FilingStatus.Filed))) return new FilingEnd.Superseded();
        var wasNeverTold = earlier.All(row => Is(row, FilingStatus.Superseded)) && dossier.Rows.All(row => row.Version != version);
        return wasNeverTold && dossier.Signed.IsFollowed ? new FilingEnd.Superseded() : null;
    }

    private async Task<FiledBefore?> Before(FilingDossier dossier, CancellationToken cancel)
    {
        if (dossier.Rows.LastOrDefault(row => row.Version < dossier.Summary.Version && row.Receipt is not null) is not { } row) return null;
        var receipt = (await store.Receipt(row, cancel))!;
        return new FiledBefore(receipt.ResourceType, receipt.ResourceId, receipt.VersionId);
    }
}

/// <summary>What is to be frozen with whom it names, or why there is nothing to send now.</summary>
internal sealed record PreparedFiling(FrozenFiling? Frozen, NamedInEhr? Named, FilingEnd? End = null)
{
    public static implicit operator PreparedFiling(FilingEnd end) => new(null, null, end);

    public override string ToString() => nameof(PreparedFiling);
}
