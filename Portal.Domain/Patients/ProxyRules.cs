using Portal.Domain.Shared;

namespace Portal.Domain.Patients;

/// <summary>What a proxy grant must say to be one; the paths are those of the request.</summary>
public static class ProxyRules
{
    public const int RelationshipLimit = 100;

    public static Refusal? Objection(Identifier relatedPerson, HumanName name, string relationship, DateTimeOffset? until, DateTimeOffset now)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        PersonRules.Check(errors, "identifier", relatedPerson);
        PersonRules.Check(errors, "name", name);
        if (TextRules.Objection(relationship, RelationshipLimit) is { } objection) errors["relationship"] = [objection];
        if (until <= now) errors["until"] = ["must be in the future"];
        return errors.Count == 0 ? null : new Refusal(RefusalKind.Validation, Errors: errors);
    }
}
