using System.Text.Json.Serialization;
using Portal.Infrastructure.Ehr.Fhir.DataTypes;
using Portal.Infrastructure.Ehr.Fhir.Primitives;

namespace Portal.Infrastructure.Ehr.Fhir.Resources;

/// <summary>Whether a document is the one to read.</summary>
[JsonConverter(typeof(CodeConverter<DocumentReferenceStatus>))]
internal enum DocumentReferenceStatus
{
    Current = 1,
    Superseded = 2,
    EnteredInError = 3,
}

/// <summary>How far a document is.</summary>
[JsonConverter(typeof(CodeConverter<CompositionStatus>))]
internal enum CompositionStatus
{
    Preliminary = 1,
    Final = 2,
    Amended = 3,
    EnteredInError = 4,
}

/// <summary>What a document does to another.</summary>
[JsonConverter(typeof(CodeConverter<DocumentRelationshipType>))]
internal enum DocumentRelationshipType
{
    Replaces = 1,
    Transforms = 2,
    Signs = 3,
    Appends = 4,
}

/// <summary>R4 DocumentReference (hl7.org/fhir/R4/documentreference.html).</summary>
internal sealed record DocumentReference() : DomainResource("DocumentReference")
{
    public Identifier? MasterIdentifier { get; init; }

    public IReadOnlyList<Identifier>? Identifier { get; init; }

    public required DocumentReferenceStatus? Status { get; init; }

    public CompositionStatus? DocStatus { get; init; }

    public CodeableConcept? Type { get; init; }

    public IReadOnlyList<CodeableConcept>? Category { get; init; }

    public Reference? Subject { get; init; }

    public FhirInstant? Date { get; init; }

    public IReadOnlyList<Reference>? Author { get; init; }

    public Reference? Authenticator { get; init; }

    public Reference? Custodian { get; init; }

    public IReadOnlyList<DocumentRelation>? RelatesTo { get; init; }

    public string? Description { get; init; }

    public IReadOnlyList<CodeableConcept>? SecurityLabel { get; init; }

    public required IReadOnlyList<DocumentContent> Content { get; init; }

    public DocumentContext? Context { get; init; }
}

/// <summary>Another document, and what this one does to it.</summary>
internal sealed record DocumentRelation : BackboneElement
{
    public required DocumentRelationshipType? Code { get; init; }

    public required Reference Target { get; init; }
}

/// <summary>The document itself.</summary>
internal sealed record DocumentContent : BackboneElement
{
    public required Attachment Attachment { get; init; }

    public Coding? Format { get; init; }
}

/// <summary>The care that a document is about.</summary>
internal sealed record DocumentContext : BackboneElement
{
    public IReadOnlyList<Reference>? Encounter { get; init; }

    public IReadOnlyList<CodeableConcept>? Event { get; init; }

    public Period? Period { get; init; }

    public CodeableConcept? FacilityType { get; init; }

    public CodeableConcept? PracticeSetting { get; init; }

    public Reference? SourcePatientInfo { get; init; }

    public IReadOnlyList<Reference>? Related { get; init; }
}
