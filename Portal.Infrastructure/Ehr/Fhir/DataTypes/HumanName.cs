using System.Text.Json.Serialization;
using Portal.Infrastructure.Ehr.Fhir.Primitives;

namespace Portal.Infrastructure.Ehr.Fhir.DataTypes;

/// <summary>What a name is for.</summary>
[JsonConverter(typeof(CodeConverter<NameUse>))]
internal enum NameUse
{
    Usual = 1,
    Official = 2,
    Temp = 3,
    Nickname = 4,
    Anonymous = 5,
    Old = 6,
    Maiden = 7,
}

/// <summary>A person's name.</summary>
internal sealed record HumanName : Element
{
    public NameUse? Use { get; init; }

    public string? Text { get; init; }

    public string? Family { get; init; }

    public IReadOnlyList<string?>? Given { get; init; }

    public IReadOnlyList<string?>? Prefix { get; init; }

    public IReadOnlyList<string?>? Suffix { get; init; }

    public Period? Period { get; init; }
}

/// <summary>Gender as administration has it.</summary>
[JsonConverter(typeof(CodeConverter<AdministrativeGender>))]
internal enum AdministrativeGender
{
    Male = 1,
    Female = 2,
    Other = 3,
    Unknown = 4,
}
