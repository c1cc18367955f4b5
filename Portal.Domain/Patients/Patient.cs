using System.Text.Json.Serialization;
using Portal.Domain.Shared;

namespace Portal.Domain.Patients;

/// <summary>An identifier as FHIR has it: the system is a URI, the value is unique in it.</summary>
[JsonConverter(typeof(NotForJson<Identifier>))]
public sealed record Identifier(string System, string Value)
{
    public const int SystemLimit = 200;
    public const int ValueLimit = 200;

    /// <summary>The value may name a person, so it is not printed.</summary>
    public override string ToString() => $"{System}|{ClinicalText.Redacted}";
}

/// <summary>A person's name. It prints as redacted; <see cref="Display"/> is for those who may see it.</summary>
[JsonConverter(typeof(NotForJson<HumanName>))]
public sealed record HumanName(string Given, string Family)
{
    public ClinicalText Display => new(string.IsNullOrWhiteSpace(Family) ? Given : $"{Given} {Family}".Trim());

    public override string ToString() => ClinicalText.Redacted;
}

/// <summary>What a clinician of the panel sees of a patient.</summary>
[JsonConverter(typeof(NotForJson<PatientCard>))]
public sealed record PatientCard(
    PersonId Id,
    HumanName Name,
    DateOnly? BirthDate,
    string? Language,
    IReadOnlyList<Identifier> Identifiers)
{
    public override string ToString() => $"Patient:{Id}";
}
