using Portal.Infrastructure.Ehr.Fhir.Primitives;

namespace Portal.Infrastructure.Ehr.Fhir.DataTypes;

/// <summary>What a server says beyond the specification. Values of other types than those here are kept among the unknown elements.</summary>
[Choice("value")]
internal sealed record Extension : Element
{
    [Format(FhirFormat.Uri)]
    public required string? Url { get; init; }

    public string? ValueString { get; init; }

    [Format(FhirFormat.Code)]
    public string? ValueCode { get; init; }

    [Format(FhirFormat.Uri)]
    public string? ValueUri { get; init; }

    [Format(FhirFormat.Uri)]
    public string? ValueUrl { get; init; }

    [Format(FhirFormat.Uri)]
    public string? ValueCanonical { get; init; }

    [Format(FhirFormat.Id)]
    public string? ValueId { get; init; }

    public string? ValueMarkdown { get; init; }

    [Format(FhirFormat.Base64)]
    public string? ValueBase64Binary { get; init; }

    public bool? ValueBoolean { get; init; }

    public int? ValueInteger { get; init; }

    [Format(FhirFormat.PositiveInt)]
    public int? ValuePositiveInt { get; init; }

    [Format(FhirFormat.UnsignedInt)]
    public int? ValueUnsignedInt { get; init; }

    public FhirDecimal? ValueDecimal { get; init; }

    public FhirDate? ValueDate { get; init; }

    public FhirDateTime? ValueDateTime { get; init; }

    public FhirInstant? ValueInstant { get; init; }

    public FhirTime? ValueTime { get; init; }

    public Coding? ValueCoding { get; init; }

    public CodeableConcept? ValueCodeableConcept { get; init; }

    public Identifier? ValueIdentifier { get; init; }

    public Reference? ValueReference { get; init; }

    public Period? ValuePeriod { get; init; }

    public Quantity? ValueQuantity { get; init; }

    public Range? ValueRange { get; init; }

    public HumanName? ValueHumanName { get; init; }

    public Address? ValueAddress { get; init; }

    public ContactPoint? ValueContactPoint { get; init; }

    public Attachment? ValueAttachment { get; init; }

    public Annotation? ValueAnnotation { get; init; }
}
