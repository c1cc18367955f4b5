using Portal.Infrastructure.Ehr.Fhir.DataTypes;
using Portal.Infrastructure.Ehr.Fhir.Primitives;

namespace Portal.Infrastructure.Ehr.Fhir.Resources;

/// <summary>R4 RelatedPerson (hl7.org/fhir/R4/relatedperson.html): somebody of the patient's own.</summary>
internal sealed record RelatedPerson() : DomainResource("RelatedPerson")
{
    public IReadOnlyList<Identifier>? Identifier { get; init; }

    public bool? Active { get; init; }

    public required Reference Patient { get; init; }

    public IReadOnlyList<CodeableConcept>? Relationship { get; init; }

    public IReadOnlyList<HumanName>? Name { get; init; }

    public IReadOnlyList<ContactPoint>? Telecom { get; init; }

    public AdministrativeGender? Gender { get; init; }

    public FhirDate? BirthDate { get; init; }

    public IReadOnlyList<Address>? Address { get; init; }

    public IReadOnlyList<Attachment>? Photo { get; init; }

    public Period? Period { get; init; }

    public IReadOnlyList<PersonLanguage>? Communication { get; init; }
}
