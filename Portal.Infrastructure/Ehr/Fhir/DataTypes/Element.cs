using System.Text.Json;
using System.Text.Json.Serialization;

namespace Portal.Infrastructure.Ehr.Fhir.DataTypes;

/// <summary>Everything in FHIR that is a JSON object. Names and words of patients stand in these: one prints as its type and nothing of what is in it.</summary>
internal abstract record FhirNode
{
    /// <summary>
    /// Elements that have no property here, as they were read: those of other releases, and the <c>_name</c> siblings that hold the extensions of
    /// primitive elements. They are written back behind the known ones.
    /// </summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; set; }

    public sealed override string ToString() => GetType().Name;
}

/// <summary>A data type, or a part of a resource.</summary>
internal abstract record Element : FhirNode
{
    [JsonPropertyOrder(-30)]
    public string? Id { get; init; }

    [JsonPropertyOrder(-29)]
    public IReadOnlyList<Extension>? Extension { get; init; }
}

/// <summary>A part that only one resource has.</summary>
internal abstract record BackboneElement : Element
{
    /// <summary>Extensions that change what the element means: whoever does not know one must not use the element.</summary>
    [JsonPropertyOrder(-28)]
    public IReadOnlyList<Extension>? ModifierExtension { get; init; }
}

/// <summary>What a primitive element has beside its value: the object behind <c>_name</c>.</summary>
internal sealed record PrimitiveElement : Element;
