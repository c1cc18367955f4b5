using System.Text.Json.Serialization;
using Portal.Infrastructure.Ehr.Fhir.Primitives;

namespace Portal.Infrastructure.Ehr.Fhir.DataTypes;

/// <summary>Another resource: by its address, by its identifier, or both.</summary>
internal sealed record Reference : Element
{
    /// <summary><c>Type/id</c>, an absolute address, <c>urn:uuid:...</c> of the same bundle, or <c>#id</c> of a contained resource.</summary>
    [JsonPropertyName("reference")]
    public string? Literal { get; init; }

    [Format(FhirFormat.Uri)]
    public string? Type { get; init; }

    public Identifier? Identifier { get; init; }

    public string? Display { get; init; }
}
