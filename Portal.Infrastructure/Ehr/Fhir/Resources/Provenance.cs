using System.Text.Json.Serialization;
using Portal.Infrastructure.Ehr.Fhir.DataTypes;
using Portal.Infrastructure.Ehr.Fhir.Primitives;

namespace Portal.Infrastructure.Ehr.Fhir.Resources;

/// <summary>How something was used.</summary>
[JsonConverter(typeof(CodeConverter<ProvenanceEntityRole>))]
internal enum ProvenanceEntityRole
{
    Derivation = 1,
    Revision = 2,
    Quotation = 3,
    Source = 4,
    Removal = 5,
}

/// <summary>R4 Provenance (hl7.org/fhir/R4/provenance.html): who made or changed resources, from what.</summary>
[Choice("occurred")]
internal sealed record Provenance() : DomainResource("Provenance")
{
    public required IReadOnlyList<Reference> Target { get; init; }

    public Period? OccurredPeriod { get; init; }

    public FhirDateTime? OccurredDateTime { get; init; }

    public required FhirInstant? Recorded { get; init; }

    [Format(FhirFormat.Uri)]
    public IReadOnlyList<string?>? Policy { get; init; }

    public Reference? Location { get; init; }

    public IReadOnlyList<CodeableConcept>? Reason { get; init; }

    public CodeableConcept? Activity { get; init; }

    public required IReadOnlyList<ProvenanceAgent> Agent { get; init; }

    public IReadOnlyList<ProvenanceEntity>? Entity { get; init; }

    public IReadOnlyList<Signature>? Signature { get; init; }
}

/// <summary>Who took part, as what.</summary>
internal sealed record ProvenanceAgent : BackboneElement
{
    public CodeableConcept? Type { get; init; }

    public IReadOnlyList<CodeableConcept>? Role { get; init; }

    public required Reference Who { get; init; }

    public Reference? OnBehalfOf { get; init; }
}

/// <summary>What was used.</summary>
internal sealed record ProvenanceEntity : BackboneElement
{
    public required ProvenanceEntityRole? Role { get; init; }

    public required Reference What { get; init; }

    public IReadOnlyList<ProvenanceAgent>? Agent { get; init; }
}
