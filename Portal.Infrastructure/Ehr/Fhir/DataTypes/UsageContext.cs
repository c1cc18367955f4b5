using Portal.Infrastructure.Ehr.Fhir.Primitives;

namespace Portal.Infrastructure.Ehr.Fhir.DataTypes;

/// <summary>For which care a definition is meant.</summary>
[Choice("value", IsRequired = true)]
internal sealed record UsageContext : Element
{
    public required Coding Code { get; init; }

    public CodeableConcept? ValueCodeableConcept { get; init; }

    public Quantity? ValueQuantity { get; init; }

    public Range? ValueRange { get; init; }

    public Reference? ValueReference { get; init; }
}
