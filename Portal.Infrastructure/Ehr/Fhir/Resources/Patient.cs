using System.Text.Json.Serialization;
using Portal.Infrastructure.Ehr.Fhir.DataTypes;
using Portal.Infrastructure.Ehr.Fhir.Primitives;

namespace Portal.Infrastructure.Ehr.Fhir.Resources;

/// <summary>How two records of one person stand to each other.</summary>
[JsonConverter(typeof(CodeConverter<LinkType>))]
internal enum LinkType
{
    ReplacedBy = 1,
    Replaces = 2,
    Refer = 3,
    Seealso = 4,
}

/// <summary>R4 Patient (hl7.org/fhir/R4/patient.html).</summary>
[Choice("deceased")]
[Choice("multipleBirth")]
internal sealed record Patient() : DomainResource("Patient")
{
    public IReadOnlyList<Identifier>? Identifier { get; init; }

    public bool? Active { get; init; }

    public IReadOnlyList<HumanName>? Name { get; init; }

    public IReadOnlyList<ContactPoint>? Telecom { get; init; }

    public AdministrativeGender? Gender { get; init; }

    public FhirDate? BirthDate { get; init; }

    public bool? DeceasedBoolean { get; init; }

    public FhirDateTime? DeceasedDateTime { get; init; }

    public IReadOnlyList<Address>? Address { get; init; }

    public CodeableConcept? MaritalStatus { get; init; }

    public bool? MultipleBirthBoolean { get; init; }

    public int? MultipleBirthInteger { get; init; }

    public IReadOnlyList<Attachment>? Photo { get; init; }

    public IReadOnlyList<PatientContact>? Contact { get; init; }

    public IReadOnlyList<PersonLanguage>? Communication { get; init; }

    public IReadOnlyList<Reference>? GeneralPractitioner { get; init; }

    public Reference? ManagingOrganization { get; init; }

    public IReadOnlyList<PatientLink>? Link { get; init; }
}

/// <summary>Somebody who is to be reached about the patient.</summary>
internal sealed record PatientContact : BackboneElement
{
    public IReadOnlyList<CodeableConcept>? Relationship { get; init; }

    public HumanName? Name { get; init; }

    public IReadOnlyList<ContactPoint>? Telecom { get; init; }

    public Address? Address { get; init; }

    public AdministrativeGender? Gender { get; init; }

    public Reference? Organization { get; init; }

    public Period? Period { get; init; }
}

/// <summary>A language in which somebody can be talked to about health; of patients and of related persons.</summary>
internal sealed record PersonLanguage : BackboneElement
{
    public required CodeableConcept Language { get; init; }

    public bool? Preferred { get; init; }
}

/// <summary>Another record of the same person.</summary>
internal sealed record PatientLink : BackboneElement
{
    public required Reference Other { get; init; }

    public required LinkType? Type { get; init; }
}
