using System.Text.Json.Serialization;
using Portal.Infrastructure.Ehr.Fhir.DataTypes;
using Portal.Infrastructure.Ehr.Fhir.Primitives;

namespace Portal.Infrastructure.Ehr.Fhir.Resources;

/// <summary>How far a visit is.</summary>
[JsonConverter(typeof(CodeConverter<EncounterStatus>))]
internal enum EncounterStatus
{
    Planned = 1,
    Arrived = 2,
    Triaged = 3,
    InProgress = 4,
    Onleave = 5,
    Finished = 6,
    Cancelled = 7,
    EnteredInError = 8,
    Unknown = 9,
}

/// <summary>Whether the patient is there.</summary>
[JsonConverter(typeof(CodeConverter<EncounterLocationStatus>))]
internal enum EncounterLocationStatus
{
    Planned = 1,
    Active = 2,
    Reserved = 3,
    Completed = 4,
}

/// <summary>R4 Encounter (hl7.org/fhir/R4/encounter.html): a visit, as care.</summary>
internal sealed record Encounter() : DomainResource("Encounter")
{
    public IReadOnlyList<Identifier>? Identifier { get; init; }

    public required EncounterStatus? Status { get; init; }

    public IReadOnlyList<EncounterStatusSpan>? StatusHistory { get; init; }

    /// <summary>One Coding in R4, unlike later releases.</summary>
    public required Coding Class { get; init; }

    public IReadOnlyList<EncounterClassSpan>? ClassHistory { get; init; }

    public IReadOnlyList<CodeableConcept>? Type { get; init; }

    public CodeableConcept? ServiceType { get; init; }

    public CodeableConcept? Priority { get; init; }

    public Reference? Subject { get; init; }

    public IReadOnlyList<Reference>? EpisodeOfCare { get; init; }

    public IReadOnlyList<Reference>? BasedOn { get; init; }

    public IReadOnlyList<EncounterParticipant>? Participant { get; init; }

    public IReadOnlyList<Reference>? Appointment { get; init; }

    public Period? Period { get; init; }

    public Quantity? Length { get; init; }

    public IReadOnlyList<CodeableConcept>? ReasonCode { get; init; }

    public IReadOnlyList<Reference>? ReasonReference { get; init; }

    public IReadOnlyList<EncounterDiagnosis>? Diagnosis { get; init; }

    public IReadOnlyList<Reference>? Account { get; init; }

    public EncounterHospitalization? Hospitalization { get; init; }

    public IReadOnlyList<EncounterLocation>? Location { get; init; }

    public Reference? ServiceProvider { get; init; }

    public Reference? PartOf { get; init; }
}

/// <summary>A status that the visit had, and when.</summary>
internal sealed record EncounterStatusSpan : BackboneElement
{
    public required EncounterStatus? Status { get; init; }

    public required Period Period { get; init; }
}

/// <summary>A class that the visit had, and when.</summary>
internal sealed record EncounterClassSpan : BackboneElement
{
    public required Coding Class { get; init; }

    public required Period Period { get; init; }
}

/// <summary>Who took part, as what and when.</summary>
internal sealed record EncounterParticipant : BackboneElement
{
    public IReadOnlyList<CodeableConcept>? Type { get; init; }

    public Period? Period { get; init; }

    public Reference? Individual { get; init; }
}

/// <summary>A diagnosis of the visit.</summary>
internal sealed record EncounterDiagnosis : BackboneElement
{
    public required Reference Condition { get; init; }

    public CodeableConcept? Use { get; init; }

    [Format(FhirFormat.PositiveInt)]
    public int? Rank { get; init; }
}

/// <summary>Where the patient came from and went to.</summary>
internal sealed record EncounterHospitalization : BackboneElement
{
    public Identifier? PreAdmissionIdentifier { get; init; }

    public Reference? Origin { get; init; }

    public CodeableConcept? AdmitSource { get; init; }

    public CodeableConcept? ReAdmission { get; init; }

    public IReadOnlyList<CodeableConcept>? DietPreference { get; init; }

    public IReadOnlyList<CodeableConcept>? SpecialCourtesy { get; init; }

    public IReadOnlyList<CodeableConcept>? SpecialArrangement { get; init; }

    public Reference? Destination { get; init; }

    public CodeableConcept? DischargeDisposition { get; init; }
}

/// <summary>Where, and when.</summary>
internal sealed record EncounterLocation : BackboneElement
{
    public required Reference Location { get; init; }

    public EncounterLocationStatus? Status { get; init; }

    public CodeableConcept? PhysicalType { get; init; }

    public Period? Period { get; init; }
}
