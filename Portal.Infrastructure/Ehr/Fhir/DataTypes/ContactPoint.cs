using System.Text.Json.Serialization;
using Portal.Infrastructure.Ehr.Fhir.Primitives;

namespace Portal.Infrastructure.Ehr.Fhir.DataTypes;

/// <summary>By what one is reached.</summary>
[JsonConverter(typeof(CodeConverter<ContactPointSystem>))]
internal enum ContactPointSystem
{
    Phone = 1,
    Fax = 2,
    Email = 3,
    Pager = 4,
    Url = 5,
    Sms = 6,
    Other = 7,
}

/// <summary>What a contact point is for.</summary>
[JsonConverter(typeof(CodeConverter<ContactPointUse>))]
internal enum ContactPointUse
{
    Home = 1,
    Work = 2,
    Temp = 3,
    Old = 4,
    Mobile = 5,
}

/// <summary>A telephone number, mail address or the like.</summary>
internal sealed record ContactPoint : Element
{
    public ContactPointSystem? System { get; init; }

    public string? Value { get; init; }

    public ContactPointUse? Use { get; init; }

    [Format(FhirFormat.PositiveInt)]
    public int? Rank { get; init; }

    public Period? Period { get; init; }
}

/// <summary>Whom to ask about a definition.</summary>
internal sealed record ContactDetail : Element
{
    public string? Name { get; init; }

    public IReadOnlyList<ContactPoint>? Telecom { get; init; }
}
