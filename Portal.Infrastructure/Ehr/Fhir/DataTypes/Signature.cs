using Portal.Infrastructure.Ehr.Fhir.Primitives;

namespace Portal.Infrastructure.Ehr.Fhir.DataTypes;

/// <summary>A digital signature.</summary>
internal sealed record Signature : Element
{
    public required IReadOnlyList<Coding> Type { get; init; }

    public required FhirInstant? When { get; init; }

    public required Reference Who { get; init; }

    public Reference? OnBehalfOf { get; init; }

    [Format(FhirFormat.Code)]
    public string? TargetFormat { get; init; }

    [Format(FhirFormat.Code)]
    public string? SigFormat { get; init; }

    [Format(FhirFormat.Base64)]
    public string? Data { get; init; }
}
