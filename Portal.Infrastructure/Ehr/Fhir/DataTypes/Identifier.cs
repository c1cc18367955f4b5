using System.Text.Json.Serialization;
using Portal.Infrastructure.Ehr.Fhir.Primitives;

namespace Portal.Infrastructure.Ehr.Fhir.DataTypes;

/// <summary>What an identifier is for.</summary>
[JsonConverter(typeof(CodeConverter<IdentifierUse>))]
internal enum IdentifierUse
{
    Usual = 1,
    Official = 2,
    Temp = 3,
    Secondary = 4,
    Old = 5,
}

/// <summary>A value that is unique within its system.</summary>
internal sealed record Identifier : Element
{
    public IdentifierUse? Use { get; init; }

    public CodeableConcept? Type { get; init; }

    [Format(FhirFormat.Uri)]
    public string? System { get; init; }

    public string? Value { get; init; }

    public Period? Period { get; init; }

    public Reference? Assigner { get; init; }
}
