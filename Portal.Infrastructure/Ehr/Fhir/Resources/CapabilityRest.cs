using System.Text.Json.Serialization;
using Portal.Infrastructure.Ehr.Fhir.DataTypes;
using Portal.Infrastructure.Ehr.Fhir.Primitives;

namespace Portal.Infrastructure.Ehr.Fhir.Resources;

/// <summary>Which side of HTTP is told of.</summary>
[JsonConverter(typeof(CodeConverter<RestfulCapabilityMode>))]
internal enum RestfulCapabilityMode
{
    Client = 1,
    Server = 2,
}

/// <summary>What can be done with all of a server.</summary>
[JsonConverter(typeof(CodeConverter<SystemInteraction>))]
internal enum SystemInteraction
{
    Transaction = 1,
    Batch = 2,
    SearchSystem = 3,
    HistorySystem = 4,
}

/// <summary>What can be done over HTTP.</summary>
internal sealed record CapabilityRest : BackboneElement
{
    public required RestfulCapabilityMode? Mode { get; init; }

    public string? Documentation { get; init; }

    public CapabilitySecurity? Security { get; init; }

    public IReadOnlyList<CapabilityResource>? Resource { get; init; }

    public IReadOnlyList<CapabilitySystemInteraction>? Interaction { get; init; }

    public IReadOnlyList<CapabilitySearchParam>? SearchParam { get; init; }

    public IReadOnlyList<CapabilityOperation>? Operation { get; init; }

    [Format(FhirFormat.Uri)]
    public IReadOnlyList<string?>? Compartment { get; init; }
}

/// <summary>How one proves who is asking.</summary>
internal sealed record CapabilitySecurity : BackboneElement
{
    public bool? Cors { get; init; }

    public IReadOnlyList<CodeableConcept>? Service { get; init; }

    public string? Description { get; init; }
}

/// <summary>One thing that can be done with all of a server.</summary>
internal sealed record CapabilitySystemInteraction : BackboneElement
{
    public required SystemInteraction? Code { get; init; }

    public string? Documentation { get; init; }
}
