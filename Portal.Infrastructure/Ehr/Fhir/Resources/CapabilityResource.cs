using System.Text.Json.Serialization;
using Portal.Infrastructure.Ehr.Fhir.DataTypes;
using Portal.Infrastructure.Ehr.Fhir.Primitives;

namespace Portal.Infrastructure.Ehr.Fhir.Resources;

/// <summary>What can be done with one type of resource.</summary>
[JsonConverter(typeof(CodeConverter<TypeInteraction>))]
internal enum TypeInteraction
{
    Read = 1,
    Vread = 2,
    Update = 3,
    Patch = 4,
    Delete = 5,
    HistoryInstance = 6,
    HistoryType = 7,
    Create = 8,
    SearchType = 9,
}

/// <summary>Whether versions are kept, and asked for.</summary>
[JsonConverter(typeof(CodeConverter<VersionPolicy>))]
internal enum VersionPolicy
{
    NoVersion = 1,
    Versioned = 2,
    VersionedUpdate = 3,
}

/// <summary>What a read may depend on.</summary>
[JsonConverter(typeof(CodeConverter<ConditionalReadStatus>))]
internal enum ConditionalReadStatus
{
    NotSupported = 1,
    ModifiedSince = 2,
    NotMatch = 3,
    FullSupport = 4,
}

/// <summary>What a delete may depend on.</summary>
[JsonConverter(typeof(CodeConverter<ConditionalDeleteStatus>))]
internal enum ConditionalDeleteStatus
{
    NotSupported = 1,
    Single = 2,
    Multiple = 3,
}

/// <summary>What references may be.</summary>
[JsonConverter(typeof(CodeConverter<ReferencePolicy>))]
internal enum ReferencePolicy
{
    Literal = 1,
    Logical = 2,
    Resolves = 3,
    Enforced = 4,
    Local = 5,
}

/// <summary>What a search compares.</summary>
[JsonConverter(typeof(CodeConverter<SearchParamType>))]
internal enum SearchParamType
{
    Number = 1,
    Date = 2,
    String = 3,
    Token = 4,
    Reference = 5,
    Composite = 6,
    Quantity = 7,
    Uri = 8,
    Special = 9,
}

/// <summary>What can be done with one type of resource.</summary>
internal sealed record CapabilityResource : BackboneElement
{
    [Format(FhirFormat.Code)]
    public required string? Type { get; init; }

    [Format(FhirFormat.Uri)]
    public string? Profile { get; init; }

    [Format(FhirFormat.Uri)]
    public IReadOnlyList<string?>? SupportedProfile { get; init; }

    public string? Documentation { get; init; }

    public IReadOnlyList<CapabilityTypeInteraction>? Interaction { get; init; }

    public VersionPolicy? Versioning { get; init; }

    public bool? ReadHistory { get; init; }

    public bool? UpdateCreate { get; init; }

    public bool? ConditionalCreate { get; init; }

    public ConditionalReadStatus? ConditionalRead { get; init; }

    public bool? ConditionalUpdate { get; init; }

    public ConditionalDeleteStatus? ConditionalDelete { get; init; }

    public IReadOnlyList<ReferencePolicy?>? ReferencePolicy { get; init; }

    public IReadOnlyList<string?>? SearchInclude { get; init; }

    public IReadOnlyList<string?>? SearchRevInclude { get; init; }

    public IReadOnlyList<CapabilitySearchParam>? SearchParam { get; init; }

    public IReadOnlyList<CapabilityOperation>? Operation { get; init; }
}

/// <summary>One thing that can be done with it.</summary>
internal sealed record CapabilityTypeInteraction : BackboneElement
{
    public required TypeInteraction? Code { get; init; }

    public string? Documentation { get; init; }
}

/// <summary>Something that can be searched by.</summary>
internal sealed record CapabilitySearchParam : BackboneElement
{
    public required string? Name { get; init; }

    [Format(FhirFormat.Uri)]
    public string? Definition { get; init; }

    public required SearchParamType? Type { get; init; }

    public string? Documentation { get; init; }
}

/// <summary>An operation by name.</summary>
internal sealed record CapabilityOperation : BackboneElement
{
    public required string? Name { get; init; }

    [Format(FhirFormat.Uri)]
    public required string? Definition { get; init; }

    public string? Documentation { get; init; }
}
