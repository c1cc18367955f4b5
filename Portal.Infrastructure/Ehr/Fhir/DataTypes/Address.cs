using System.Text.Json.Serialization;
using Portal.Infrastructure.Ehr.Fhir.Primitives;

namespace Portal.Infrastructure.Ehr.Fhir.DataTypes;

/// <summary>What an address is for.</summary>
[JsonConverter(typeof(CodeConverter<AddressUse>))]
internal enum AddressUse
{
    Home = 1,
    Work = 2,
    Temp = 3,
    Old = 4,
    Billing = 5,
}

/// <summary>Whether an address is for letters or for visits.</summary>
[JsonConverter(typeof(CodeConverter<AddressType>))]
internal enum AddressType
{
    Postal = 1,
    Physical = 2,
    Both = 3,
}

/// <summary>Where somebody or something is, or is written to.</summary>
internal sealed record Address : Element
{
    public AddressUse? Use { get; init; }

    public AddressType? Type { get; init; }

    public string? Text { get; init; }

    public IReadOnlyList<string?>? Line { get; init; }

    public string? City { get; init; }

    public string? District { get; init; }

    public string? State { get; init; }

    public string? PostalCode { get; init; }

    public string? Country { get; init; }

    public Period? Period { get; init; }
}
