using Portal.Infrastructure.Ehr.Fhir.DataTypes;

namespace Portal.Infrastructure.Ehr.Fhir.Resources;

/// <summary>R4 Organization (hl7.org/fhir/R4/organization.html).</summary>
internal sealed record Organization() : DomainResource("Organization")
{
    public IReadOnlyList<Identifier>? Identifier { get; init; }

    public bool? Active { get; init; }

    public IReadOnlyList<CodeableConcept>? Type { get; init; }

    public string? Name { get; init; }

    public IReadOnlyList<string?>? Alias { get; init; }

    public IReadOnlyList<ContactPoint>? Telecom { get; init; }

    public IReadOnlyList<Address>? Address { get; init; }

    public Reference? PartOf { get; init; }

    public IReadOnlyList<OrganizationContact>? Contact { get; init; }

    public IReadOnlyList<Reference>? Endpoint { get; init; }
}

/// <summary>Whom to reach there for what.</summary>
internal sealed record OrganizationContact : BackboneElement
{
    public CodeableConcept? Purpose { get; init; }

    public HumanName? Name { get; init; }

    public IReadOnlyList<ContactPoint>? Telecom { get; init; }

    public Address? Address { get; init; }
}
