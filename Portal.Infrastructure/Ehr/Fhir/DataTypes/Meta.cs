using Portal.Infrastructure.Ehr.Fhir.Primitives;

namespace Portal.Infrastructure.Ehr.Fhir.DataTypes;

/// <summary>What the server knows about a resource.</summary>
internal sealed record Meta : Element
{
    [Format(FhirFormat.Id)]
    public string? VersionId { get; init; }

    public FhirInstant? LastUpdated { get; init; }

    [Format(FhirFormat.Uri)]
    public string? Source { get; init; }

    [Format(FhirFormat.Uri)]
    public IReadOnlyList<string?>? Profile { get; init; }

    public IReadOnlyList<Coding>? Security { get; init; }

    public IReadOnlyList<Coding>? Tag { get; init; }
}
