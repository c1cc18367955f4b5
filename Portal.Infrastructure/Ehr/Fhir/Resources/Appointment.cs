using System.Text.Json.Serialization;
using Portal.Infrastructure.Ehr.Fhir.DataTypes;
using Portal.Infrastructure.Ehr.Fhir.Primitives;

namespace Portal.Infrastructure.Ehr.Fhir.Resources;

/// <summary>How far a booking is.</summary>
[JsonConverter(typeof(CodeConverter<AppointmentStatus>))]
internal enum AppointmentStatus
{
    Proposed = 1,
    Pending = 2,
    Booked = 3,
    Arrived = 4,
    Fulfilled = 5,
    Cancelled = 6,
    Noshow = 7,
    EnteredInError = 8,
    CheckedIn = 9,
    Waitlist = 10,
}

/// <summary>What a participant answered.</summary>
[JsonConverter(typeof(CodeConverter<ParticipationStatus>))]
internal enum ParticipationStatus
{
    Accepted = 1,
    Declined = 2,
    Tentative = 3,
    NeedsAction = 4,
}

/// <summary>Whether somebody must be there.</summary>
[JsonConverter(typeof(CodeConverter<ParticipantRequired>))]
internal enum ParticipantRequired
{
    Required = 1,
    Optional = 2,
    InformationOnly = 3,
}

/// <summary>R4 Appointment (hl7.org/fhir/R4/appointment.html): a visit, as booked.</summary>
internal sealed record Appointment() : DomainResource("Appointment")
{
    public IReadOnlyList<Identifier>? Identifier { get; init; }

    public required AppointmentStatus? Status { get; init; }

    public CodeableConcept? CancelationReason { get; init; }

    public IReadOnlyList<CodeableConcept>? ServiceCategory { get; init; }

    public IReadOnlyList<CodeableConcept>? ServiceType { get; init; }

    public IReadOnlyList<CodeableConcept>? Specialty { get; init; }

    public CodeableConcept? AppointmentType { get; init; }

    public IReadOnlyList<CodeableConcept>? ReasonCode { get; init; }

    public IReadOnlyList<Reference>? ReasonReference { get; init; }

    [Format(FhirFormat.UnsignedInt)]
    public int? Priority { get; init; }

    public string? Description { get; init; }

    public IReadOnlyList<Reference>? SupportingInformation { get; init; }

    public FhirInstant? Start { get; init; }

    public FhirInstant? End { get; init; }

    [Format(FhirFormat.PositiveInt)]
    public int? MinutesDuration { get; init; }

    public IReadOnlyList<Reference>? Slot { get; init; }

    public FhirDateTime? Created { get; init; }

    public string? Comment { get; init; }

    public string? PatientInstruction { get; init; }

    public IReadOnlyList<Reference>? BasedOn { get; init; }

    public required IReadOnlyList<AppointmentParticipant> Participant { get; init; }

    public IReadOnlyList<Period>? RequestedPeriod { get; init; }
}

/// <summary>Who is to be there.</summary>
internal sealed record AppointmentParticipant : BackboneElement
{
    public IReadOnlyList<CodeableConcept>? Type { get; init; }

    public Reference? Actor { get; init; }

    public ParticipantRequired? Required { get; init; }

    public required ParticipationStatus? Status { get; init; }

    public Period? Period { get; init; }
}
