using Portal.Domain.Shared;

namespace Portal.Domain.Ehr;

/// <summary>The EHR's proof that it holds one version of a summary.</summary>
/// <param name="Location">Where it is there, absolute or relative to the EHR's address, as the EHR said it; empty where it did not say.</param>
/// <param name="ResourceType"><c>Communication</c> or <c>DocumentReference</c>.</param>
/// <param name="ResourceId">The EHR's own id; empty where it did not say.</param>
/// <param name="VersionId">The EHR's version of its resource; null where it keeps none or did not say.</param>
/// <param name="FiledAt">When its answer came.</param>
/// <param name="Differences">What it keeps otherwise than it was sent; empty too where it could not be read back.</param>
public sealed record FilingReceipt(
    string Location,
    string ResourceType,
    string ResourceId,
    string? VersionId,
    DateTimeOffset FiledAt,
    IReadOnlyList<FilingDifference> Differences)
{
    /// <summary>It was read back and compared; false where the EHR lets nobody read what was written.</summary>
    public bool IsReadBack { get; init; }

    /// <summary>The EHR took no Provenance of it: who signed is proved by the portal's own record alone.</summary>
    public bool IsUnproven { get; init; }

    /// <summary>The address of the EHR that has it; null where that was not written down.</summary>
    public string? Ehr { get; init; }
}

/// <summary>One element that the EHR changed, dropped or added of its own.</summary>
/// <param name="Path">The element, such as <c>payload[0].contentString</c>.</param>
/// <param name="Sent">What was sent; empty where nothing was.</param>
/// <param name="Kept">What the EHR keeps; empty where it keeps nothing.</param>
public sealed record FilingDifference(string Path, ClinicalText Sent, ClinicalText Kept);
