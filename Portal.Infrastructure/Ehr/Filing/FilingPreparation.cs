using Portal.Domain.Ehr;
using Portal.Domain.Summaries;
using Portal.Infrastructure.Ehr.Mapping;
using Portal.Infrastructure.Ehr.Profiles;
using Portal.Infrastructure.Summaries;

namespace Portal.Infrastructure.Ehr.Filing;

/// <summary>From what was signed to what is sent: everything is looked up and decided before the first byte of a write.</summary>
internal sealed class FilingPreparation(IApprovedSummaries approved, FilingStore store, EhrServer server, ReferenceResolver references, FilingMapping mapping)
{
    /// <summary>What is to be frozen, or why there is nothing to send now.</summary>
    /// <param name="summary">What was signed.</param>
    /// <param name="found">An earlier version that the EHR was found to hold; null leaves it to what is known here.</param>
    /// <param name="cancel">Nothing was written yet.</param>
    public async Task<(FrozenFiling? Frozen, FilingEnd? End)> Prepare(ApprovedSummary summary, FiledBefore? found, CancellationToken cancel)
    {
        var rows = await store.Of(summary.Id, cancel);
        if (await Order(summary, rows, cancel) is { } order) return (null, order);
        var before = found ?? await Before(summary, rows, cancel);
        var isWithdrawal = summary.Change is SummaryChange.EnteredInError;
        if (isWithdrawal && before is null) return (null, new FilingEnd.Superseded());
        var (profile, unknown) = await server.Profile(cancel);
        if (profile is null) return (null, unknown);
        if (profile.Shape == FilingShape.None) return (null, new FilingEnd.Attention(FilingCodes.NoPlace));
        if (isWithdrawal && (profile.Change == FilingChange.None || before!.Id.Length == 0))
            return (null, new FilingEnd.Attention(FilingCodes.WithdrawByHand, Question: FilingQuestion.WithdrawByHand));
        var (named, missing) = await references.Resolve(summary, profile, cancel);
        return named is null ? (null, missing) : (mapping.Freeze(summary, named, profile, before), null);
    }

    /// <summary>Versions in their order: none before those ahead of it are settled, none after a later one, and none that was overtaken before anything was sent.</summary>
    private async Task<FilingEnd?> Order(ApprovedSummary summary, IReadOnlyList<FilingRow> rows, CancellationToken cancel)
    {
        bool Is(FilingRow row, params ReadOnlySpan<FilingStatus> any) => any.Contains((FilingStatus)row.Status);
        var earlier = rows.Where(row => row.Version < summary.Version).ToList();
        if (earlier.Any(row => Is(row, FilingStatus.Unknown, FilingStatus.Waiting))) return new FilingEnd.Behind();
        if (rows.Any(row => row.Version > summary.Version && Is(row, FilingStatus.Filed))) return new FilingEnd.Superseded();
        var wasNeverTold = earlier.All(row => Is(row, FilingStatus.Superseded)) && rows.All(row => row.Version != summary.Version);
        return wasNeverTold && await approved.Read(summary.Id, summary.Version + 1, cancel) is not null ? new FilingEnd.Superseded() : null;
    }

    private async Task<FiledBefore?> Before(ApprovedSummary summary, IReadOnlyList<FilingRow> rows, CancellationToken cancel)
    {
        if (rows.LastOrDefault(row => row.Version < summary.Version && row.Receipt is not null) is not { } row) return null;
        var receipt = (await store.Receipt(row, cancel))!;
        return new FiledBefore(receipt.ResourceType, receipt.ResourceId, receipt.VersionId);
    }
}
