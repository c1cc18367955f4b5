using System.Text.Json.Serialization;
using Portal.Infrastructure.Ehr.Fhir.Primitives;

namespace Portal.Infrastructure.Ehr.Fhir.DataTypes;

/// <summary>How the value is meant.</summary>
[JsonConverter(typeof(CodeConverter<QuantityComparator>))]
internal enum QuantityComparator
{
    [JsonStringEnumMemberName("<")]
    LessThan = 1,
    [JsonStringEnumMemberName("<=")]
    LessOrEqual = 2,
    [JsonStringEnumMemberName(">=")]
    GreaterOrEqual = 3,
    [JsonStringEnumMemberName(">")]
    GreaterThan = 4,
}

/// <summary>A measured amount; also FHIR's Duration and Age, which are quantities of a time unit.</summary>
internal sealed record Quantity : Element
{
    public FhirDecimal? Value { get; init; }

    public QuantityComparator? Comparator { get; init; }

    public string? Unit { get; init; }

    [Format(FhirFormat.Uri)]
    public string? System { get; init; }

    [Format(FhirFormat.Code)]
    public string? Code { get; init; }
}

/// <summary>From a low to a high amount, both within it.</summary>
internal sealed record Range : Element
{
    public Quantity? Low { get; init; }

    public Quantity? High { get; init; }
}
