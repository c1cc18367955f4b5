using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Portal.Domain.Patients;
using Portal.Domain.Shared;
using Portal.Web.Shared.Input;

namespace Portal.Web.Patients;

/// <summary>An identifier as FHIR has it.</summary>
internal sealed class IdentifierBody
{
    [Required, MaxLength(Identifier.SystemLimit)]
    public string? System { get; init; }

    [Required, MaxLength(Identifier.ValueLimit)]
    public string? Value { get; init; }

    public Identifier Read(Objections objections, string path) =>
        new(objections.Text(System, $"{path}.system", Identifier.SystemLimit), objections.Text(Value, $"{path}.value", Identifier.ValueLimit));
}

/// <summary>A person's name; people with one name leave the other part empty.</summary>
internal sealed class NameBody
{
    [Required, MaxLength(TextRules.NameLimit)]
    public string? Given { get; init; }

    [Required, MaxLength(TextRules.NameLimit)]
    public string? Family { get; init; }

    public HumanName Read(Objections objections, string path)
    {
        if (Given is { Length: 0 } && Family is { Length: 0 }) objections.Add(path, "must not be empty");
        return new(Part(objections, Given, $"{path}.given"), Part(objections, Family, $"{path}.family"));
    }

    private static string Part(Objections objections, string? part, string path) => part is "" ? "" : objections.Text(part, path, TextRules.NameLimit);
}

/// <summary>Somebody who acts for a patient; <c>relationship</c> in the host's words or codes (mother, guardian, ...).</summary>
internal sealed class RelatedPersonBody
{
    private static readonly Identifier NoIdentifier = new("", "");
    private static readonly HumanName NoName = new("", "");

    [Required]
    public IdentifierBody? Identifier { get; init; }

    [Required]
    public NameBody? Name { get; init; }

    [Required, MaxLength(TextRules.NameLimit)]
    public string? Relationship { get; init; }

    public (Identifier Identifier, HumanName Name, string Relationship) Read(Objections objections, string path) => (
        objections.Required(Identifier, $"{path}.identifier") ? Identifier.Read(objections, $"{path}.identifier") : NoIdentifier,
        objections.Required(Name, $"{path}.name") ? Name.Read(objections, $"{path}.name") : NoName,
        objections.Text(Relationship, $"{path}.relationship", TextRules.NameLimit));
}

/// <summary>A grant to act for a patient; <c>until</c> is exclusive, and left out where the grant has no end.</summary>
internal sealed class ProxyBody : IBody<ProxyGrant>
{
    [Required]
    public RelatedPersonBody? RelatedPerson { get; init; }

    public DateTimeOffset? Until { get; init; }

    public Outcome<ProxyGrant> Read()
    {
        var objections = new Objections();
        if (!objections.Required(RelatedPerson, "$.relatedPerson")) return objections.Refusal!;
        var (identifier, name, relationship) = RelatedPerson.Read(objections, "$.relatedPerson");
        return objections.Or(new ProxyGrant(identifier, name, relationship, Until));
    }
}

internal sealed record ProxyGrant(Identifier Identifier, HumanName Name, string Relationship, DateTimeOffset? Until);

[JsonSerializable(typeof(ProxyBody))]
internal sealed partial class PatientsJson : JsonSerializerContext;
