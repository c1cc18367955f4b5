using System.Text.Json.Serialization;
using Portal.Infrastructure.Ehr.Mapping;
using Portal.Infrastructure.Ehr.Profiles;

namespace Portal.Infrastructure.Ehr.Filing;

/// <summary>
/// Exactly what is sent for one version, made before anything is sent and the same at every try: committed, sealed, into the delivery's payload. It holds what was
/// signed: it prints as nothing.
/// </summary>
internal sealed record FrozenFiling
{
    /// <summary>Stands in <see cref="Provenance"/> for the place that the EHR gives the summary.</summary>
    public const string Place = "urn:uuid:00000000-0000-4000-8000-000000000000";

    public required string Type { get; init; }

    /// <summary>The EHR that it was made for: whom it names has these ids there alone.</summary>
    public required string Address { get; init; }

    /// <summary>The bytes of the resource, or of the transaction.</summary>
    public required byte[] Body { get; init; }

    /// <summary>SHA-256 of <see cref="Body"/>: what was signed is what is sent, at every try.</summary>
    public required byte[] Hash { get; init; }

    public required FilingGuarantee Guarantee { get; init; }

    public bool IsTransaction { get; init; }

    /// <summary>The identifier that a create is known by.</summary>
    public required string KeySystem { get; init; }

    public required string KeyValue { get; init; }

    /// <summary>Of the summary over all versions, and of this one.</summary>
    public required string SummaryValue { get; init; }

    public required string VersionSystem { get; init; }

    public required string VersionValue { get; init; }

    /// <summary>The subject as it was resolved, <c>Patient/1</c>.</summary>
    public required string Subject { get; init; }

    /// <summary>Put over this one; null for a create.</summary>
    public FiledBefore? Update { get; init; }

    /// <summary>Taken out of force after this one is there.</summary>
    public FiledBefore? Retires { get; init; }

    /// <summary>The status that the retired one gets.</summary>
    public string? RetiredStatus { get; init; }

    /// <summary>With a withdrawal: resources of still earlier versions, which were taken out of force and hold their text all the same.</summary>
    public IReadOnlyList<FiledBefore> Withdraws { get; init; } = [];

    public ProvenanceWay ProvenanceWay { get; init; }

    /// <summary>Of the Provenance, ours.</summary>
    public Guid ProvenanceId { get; init; }

    /// <summary>With <see cref="Place"/> as its target; null where none is sent, or it is in the transaction.</summary>
    public byte[]? Provenance { get; init; }

    /// <summary>
    /// It may have left: committed before the first byte does. A process that dies behind that commit leaves a question and never a second resource.
    /// </summary>
    public bool IsSent { get; init; }

    /// <summary>When it left last.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>When it was looked for after that, long enough, and not found. A second time makes sure; null where there was no first.</summary>
    public DateTimeOffset? MissedAt { get; init; }

    /// <summary>The process whose clock said so: no other's is compared with it as if it were the same.</summary>
    public Guid? TimedBy { get; init; }

    /// <summary>Where the EHR has it, once that is known.</summary>
    public StoredAs? Stored { get; init; }

    public override string ToString() => nameof(FrozenFiling);
}

/// <summary>Where a resource is. Empty where the EHR did not say.</summary>
internal sealed record StoredAs(string Type, string Id, string? VersionId, string Location)
{
    /// <summary>By a person, who may have mistyped.</summary>
    public bool IsSaid { get; init; }
}

[JsonSerializable(typeof(FrozenFiling))]
[JsonSerializable(typeof(ReceiptPaper))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
internal sealed partial class FilingJson : JsonSerializerContext;
