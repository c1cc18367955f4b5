using System.Text.Json;
using System.Text.Json.Serialization;
using Portal.Infrastructure.Ehr.Fhir.DataTypes;
using Portal.Infrastructure.Ehr.Fhir.Primitives;
using Portal.Infrastructure.Ehr.Fhir.Reading;

namespace Portal.Infrastructure.Ehr.Fhir.Resources;

/// <summary>
/// A FHIR R4 resource. Which of them have a type is said by <see cref="ResourceTypes"/>; every other is an <see cref="UnknownResource"/>. An optional
/// element that is absent is null; one that must be there (<c>required</c>) and is of a primitive type is null only where an extension says why.
/// </summary>
[JsonConverter(typeof(ResourceConverter))]
internal abstract record Resource : FhirNode
{
    protected Resource(string type) => ResourceType = type;

    [JsonPropertyOrder(-90)]
    public string ResourceType { get; }

    [JsonPropertyOrder(-89)]
    [Format(FhirFormat.Id)]
    public string? Id { get; init; }

    [JsonPropertyOrder(-88)]
    public Meta? Meta { get; init; }

    [JsonPropertyOrder(-87)]
    [Format(FhirFormat.Uri)]
    public string? ImplicitRules { get; init; }

    [JsonPropertyOrder(-86)]
    [Format(FhirFormat.Code)]
    public string? Language { get; init; }
}

/// <summary>A resource that a person can read and a server can extend: all but Bundle.</summary>
internal abstract record DomainResource : Resource
{
    protected DomainResource(string type)
        : base(type)
    {
    }

    [JsonPropertyOrder(-85)]
    public Narrative? Text { get; init; }

    [JsonPropertyOrder(-84)]
    public IReadOnlyList<Resource>? Contained { get; init; }

    [JsonPropertyOrder(-83)]
    public IReadOnlyList<Extension>? Extension { get; init; }

    [JsonPropertyOrder(-82)]
    public IReadOnlyList<Extension>? ModifierExtension { get; init; }
}

/// <summary>A resource of a type that is not read here, as it came.</summary>
internal sealed record UnknownResource : Resource
{
    public UnknownResource(string type, JsonElement content)
        : base(type) => Content = content;

    public JsonElement Content { get; }
}
