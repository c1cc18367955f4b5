using Portal.Infrastructure.Ehr.Fhir.Primitives;

namespace Portal.Infrastructure.Ehr.Fhir.DataTypes;

/// <summary>A meaning: in codes, in words, or both.</summary>
internal sealed record CodeableConcept : Element
{
    public IReadOnlyList<Coding>? Coding { get; init; }

    public string? Text { get; init; }
}

/// <summary>One code of one code system.</summary>
internal sealed record Coding : Element
{
    [Format(FhirFormat.Uri)]
    public string? System { get; init; }

    public string? Version { get; init; }

    [Format(FhirFormat.Code)]
    public string? Code { get; init; }

    public string? Display { get; init; }

    public bool? UserSelected { get; init; }
}
