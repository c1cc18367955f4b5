using Portal.Domain.CareTeams;
using Portal.Domain.Patients;
using Portal.Domain.Shared;

namespace Portal.Domain.Integrations;

/// <summary>What is well formed in a request for a session; objections stand under the JSON paths of its body.</summary>
public static class SessionRules
{
    /// <summary>From the first token of a chain: then the host is asked again.</summary>
    public static readonly TimeSpan ChainLength = TimeSpan.FromHours(12);

    /// <summary>From a one-time link's making to its use.</summary>
    public static readonly TimeSpan LinkLife = TimeSpan.FromMinutes(10);

    public static Refusal? Objection(PatientSessionRequest request)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        CheckOrigin(errors, request.Origin);
        PersonRules.Check(errors, "patient.identifier", request.Patient);
        PersonRules.Check(errors, "patient.name", request.Name);
        if (request.Language is { } language && !PersonRules.IsLanguage(language)) errors["patient.language"] = ["must be a language tag such as en or es-MX"];
        if (request.RelatedPerson is { } related)
        {
            PersonRules.Check(errors, "relatedPerson.identifier", related.Identifier);
            PersonRules.Check(errors, "relatedPerson.name", related.Name);
            if (related.Relationship is { } words && TextRules.Objection(words, ProxyRules.RelationshipLimit) is { } objection) errors["relatedPerson.relationship"] = [objection];
        }

        if (request.Conversation is { } conversation)
        {
            if (TextRules.Objection(conversation.CareTeam, CareTeam.IdentifierLimit) is { } careTeam) errors["conversation.careTeam"] = [careTeam];
            if (conversation.Topic is { } topic && TextRules.Objection(topic.Reveal(), TextRules.TopicLimit) is { } words) errors["conversation.topic"] = [words];
        }

        return Refused(errors);
    }

    public static Refusal? Objection(Identifier practitioner, string origin)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        CheckOrigin(errors, origin);
        PersonRules.Check(errors, "practitioner.identifier", practitioner);
        return Refused(errors);
    }

    public static Refusal? BotObjection(string name, string origin)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        CheckOrigin(errors, origin);
        if (TextRules.Objection(name, IntegrationRules.BotNameLimit) is { } objection) errors["bot.name"] = [objection];
        return Refused(errors);
    }

    private static void CheckOrigin(Dictionary<string, string[]> errors, string origin)
    {
        if (!EmbedOrigin.IsWellFormed(origin)) errors["origin"] = ["must be an origin such as https://www.hospital.example"];
    }

    private static Refusal? Refused(Dictionary<string, string[]> errors) => errors.Count == 0 ? null : new Refusal(RefusalKind.Validation, Errors: errors);
}
