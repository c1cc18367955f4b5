using System.Text.Json.Serialization;
using Portal.Infrastructure.Ehr.Fhir.DataTypes;
using Portal.Infrastructure.Ehr.Fhir.Primitives;

namespace Portal.Infrastructure.Ehr.Fhir.Resources;

/// <summary>Whether a care team is at work.</summary>
[JsonConverter(typeof(CodeConverter<CareTeamStatus>))]
internal enum CareTeamStatus
{
    Proposed = 1,
    Active = 2,
    Suspended = 3,
    Inactive = 4,
    EnteredInError = 5,
}

/// <summary>R4 CareTeam (hl7.org/fhir/R4/careteam.html).</summary>
internal sealed record CareTeam() : DomainResource("CareTeam")
{
    public IReadOnlyList<Identifier>? Identifier { get; init; }

    public CareTeamStatus? Status { get; init; }

    public IReadOnlyList<CodeableConcept>? Category { get; init; }

    public string? Name { get; init; }

    public Reference? Subject { get; init; }

    public Reference? Encounter { get; init; }

    public Period? Period { get; init; }

    public IReadOnlyList<CareTeamParticipant>? Participant { get; init; }

    public IReadOnlyList<CodeableConcept>? ReasonCode { get; init; }

    public IReadOnlyList<Reference>? ReasonReference { get; init; }

    public IReadOnlyList<Reference>? ManagingOrganization { get; init; }

    public IReadOnlyList<ContactPoint>? Telecom { get; init; }

    public IReadOnlyList<Annotation>? Note { get; init; }
}

/// <summary>Who is in it, as what and when.</summary>
internal sealed record CareTeamParticipant : BackboneElement
{
    public IReadOnlyList<CodeableConcept>? Role { get; init; }

    public Reference? Member { get; init; }

    public Reference? OnBehalfOf { get; init; }

    public Period? Period { get; init; }
}
