using System.Text.Json.Serialization;
using Portal.Infrastructure.Ehr.Fhir.DataTypes;
using Portal.Infrastructure.Ehr.Fhir.Primitives;

namespace Portal.Infrastructure.Ehr.Fhir.Resources;

/// <summary>A day of the week, in three letters.</summary>
[JsonConverter(typeof(CodeConverter<DayOfTheWeek>))]
internal enum DayOfTheWeek
{
    Mon = 1,
    Tue = 2,
    Wed = 3,
    Thu = 4,
    Fri = 5,
    Sat = 6,
    Sun = 7,
}

/// <summary>R4 PractitionerRole (hl7.org/fhir/R4/practitionerrole.html): what a practitioner does in an organisation.</summary>
internal sealed record PractitionerRole() : DomainResource("PractitionerRole")
{
    public IReadOnlyList<Identifier>? Identifier { get; init; }

    public bool? Active { get; init; }

    public Period? Period { get; init; }

    public Reference? Practitioner { get; init; }

    public Reference? Organization { get; init; }

    public IReadOnlyList<CodeableConcept>? Code { get; init; }

    public IReadOnlyList<CodeableConcept>? Specialty { get; init; }

    public IReadOnlyList<Reference>? Location { get; init; }

    public IReadOnlyList<Reference>? HealthcareService { get; init; }

    public IReadOnlyList<ContactPoint>? Telecom { get; init; }

    public IReadOnlyList<AvailableTime>? AvailableTime { get; init; }

    public IReadOnlyList<NotAvailable>? NotAvailable { get; init; }

    public string? AvailabilityExceptions { get; init; }

    public IReadOnlyList<Reference>? Endpoint { get; init; }
}

/// <summary>When in a week.</summary>
internal sealed record AvailableTime : BackboneElement
{
    public IReadOnlyList<DayOfTheWeek?>? DaysOfWeek { get; init; }

    public bool? AllDay { get; init; }

    public FhirTime? AvailableStartTime { get; init; }

    public FhirTime? AvailableEndTime { get; init; }
}

/// <summary>When not, and why.</summary>
internal sealed record NotAvailable : BackboneElement
{
    public required string? Description { get; init; }

    public Period? During { get; init; }
}
