using System.Text.Json.Serialization;
using Portal.Infrastructure.Ehr.Fhir.DataTypes;
using Portal.Infrastructure.Ehr.Fhir.Primitives;

namespace Portal.Infrastructure.Ehr.Fhir.Resources;

/// <summary>How far a definition is.</summary>
[JsonConverter(typeof(CodeConverter<PublicationStatus>))]
internal enum PublicationStatus
{
    Draft = 1,
    Active = 2,
    Retired = 3,
    Unknown = 4,
}

/// <summary>Whether it tells of a running server.</summary>
[JsonConverter(typeof(CodeConverter<CapabilityStatementKind>))]
internal enum CapabilityStatementKind
{
    Instance = 1,
    Capability = 2,
    Requirements = 3,
}

/// <summary>R4 CapabilityStatement (hl7.org/fhir/R4/capabilitystatement.html): what a server can do.</summary>
internal sealed record CapabilityStatement() : DomainResource("CapabilityStatement")
{
    [Format(FhirFormat.Uri)]
    public string? Url { get; init; }

    public string? Version { get; init; }

    public string? Name { get; init; }

    public string? Title { get; init; }

    public required PublicationStatus? Status { get; init; }

    public bool? Experimental { get; init; }

    public required FhirDateTime? Date { get; init; }

    public string? Publisher { get; init; }

    public IReadOnlyList<ContactDetail>? Contact { get; init; }

    public string? Description { get; init; }

    public IReadOnlyList<UsageContext>? UseContext { get; init; }

    public IReadOnlyList<CodeableConcept>? Jurisdiction { get; init; }

    public string? Purpose { get; init; }

    public string? Copyright { get; init; }

    public required CapabilityStatementKind? Kind { get; init; }

    [Format(FhirFormat.Uri)]
    public IReadOnlyList<string?>? Instantiates { get; init; }

    [Format(FhirFormat.Uri)]
    public IReadOnlyList<string?>? Imports { get; init; }

    public CapabilitySoftware? Software { get; init; }

    public CapabilityImplementation? Implementation { get; init; }

    /// <summary>Not held to the list of releases: a server of another release is to be told apart in words.</summary>
    [Format(FhirFormat.Code)]
    public required string? FhirVersion { get; init; }

    [Format(FhirFormat.Code)]
    public required IReadOnlyList<string?> Format { get; init; }

    [Format(FhirFormat.Code)]
    public IReadOnlyList<string?>? PatchFormat { get; init; }

    [Format(FhirFormat.Uri)]
    public IReadOnlyList<string?>? ImplementationGuide { get; init; }

    public IReadOnlyList<CapabilityRest>? Rest { get; init; }

    public IReadOnlyList<CapabilityMessaging>? Messaging { get; init; }

    public IReadOnlyList<CapabilityDocument>? Document { get; init; }
}

/// <summary>Whose program it is.</summary>
internal sealed record CapabilitySoftware : BackboneElement
{
    public required string? Name { get; init; }

    public string? Version { get; init; }

    public FhirDateTime? ReleaseDate { get; init; }
}

/// <summary>Which installation it is.</summary>
internal sealed record CapabilityImplementation : BackboneElement
{
    public required string? Description { get; init; }

    [Format(FhirFormat.Uri)]
    public string? Url { get; init; }

    public Reference? Custodian { get; init; }
}
