using Portal.Infrastructure.Ehr.Fhir.DataTypes;
using Portal.Infrastructure.Ehr.Fhir.Primitives;

namespace Portal.Infrastructure.Ehr.Fhir.Resources;

/// <summary>R4 Practitioner (hl7.org/fhir/R4/practitioner.html).</summary>
internal sealed record Practitioner() : DomainResource("Practitioner")
{
    public IReadOnlyList<Identifier>? Identifier { get; init; }

    public bool? Active { get; init; }

    public IReadOnlyList<HumanName>? Name { get; init; }

    public IReadOnlyList<ContactPoint>? Telecom { get; init; }

    public IReadOnlyList<Address>? Address { get; init; }

    public AdministrativeGender? Gender { get; init; }

    public FhirDate? BirthDate { get; init; }

    public IReadOnlyList<Attachment>? Photo { get; init; }

    public IReadOnlyList<PractitionerQualification>? Qualification { get; init; }

    public IReadOnlyList<CodeableConcept>? Communication { get; init; }
}

/// <summary>What a practitioner was certified in.</summary>
internal sealed record PractitionerQualification : BackboneElement
{
    public IReadOnlyList<Identifier>? Identifier { get; init; }

    public required CodeableConcept Code { get; init; }

    public Period? Period { get; init; }

    public Reference? Issuer { get; init; }
}
