using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.RegularExpressions;
using Portal.Domain.Integrations;
using Portal.Domain.Patients;
using Portal.Domain.Shared;
using Portal.Web.Patients;
using Portal.Web.Shared.Hosting;
using Portal.Web.Shared.Input;

namespace Portal.Web.Integrations.Sessions;

/// <summary>Whom a session is asked for: exactly one of a patient, the integration's bot, or a practitioner.</summary>
internal abstract record SessionWish
{
    private SessionWish()
    {
    }

    public sealed record OfPatient(PatientSessionRequest Request) : SessionWish;

    public sealed record OfPractitioner(Identifier Practitioner, string Origin) : SessionWish;

    public sealed record OfBot(string Name, string Origin) : SessionWish;
}

/// <summary>Exactly one of patient, bot and practitioner; a related person and a conversation go with a patient only.</summary>
internal sealed class SessionBody : IBody<SessionWish>
{
    public SessionPatientBody? Patient { get; init; }

    public RelatedPersonBody? RelatedPerson { get; init; }

    public SessionConversationBody? Conversation { get; init; }

    public SessionBotBody? Bot { get; init; }

    public SessionPractitionerBody? Practitioner { get; init; }

    [Required]
    public string? Origin { get; init; }

    public Outcome<SessionWish> Read()
    {
        var objections = new Objections();
        var origin = ReadOrigin(objections);
        if (new object?[] { Patient, Bot, Practitioner }.Count(one => one is not null) != 1)
        {
            objections.Add("$", "must have exactly one of patient, bot and practitioner");
            return objections.Refusal!;
        }

        if (Patient is not null) return objections.Or<SessionWish>(new SessionWish.OfPatient(ReadPatient(Patient, objections, origin)));
        if (RelatedPerson is not null) objections.Add("$.relatedPerson", "goes with a patient only");
        if (Conversation is not null) objections.Add("$.conversation", "goes with a patient only");
        return objections.Or<SessionWish>(Bot is not null
            ? new SessionWish.OfBot(objections.Text(Bot.Name, "$.bot.name", TextRules.NameLimit), origin)
            : new SessionWish.OfPractitioner(ReadIdentifier(Practitioner!.Identifier, objections, "$.practitioner.identifier"), origin));
    }

    private string ReadOrigin(Objections objections)
    {
        if (!objections.Required(Origin, "$.origin")) return "";
        if (!Origins.TryParse(Origin, out _)) objections.Add("$.origin", "must be an origin: scheme, host and port as a browser writes them");
        return Origin;
    }

    private PatientSessionRequest ReadPatient(SessionPatientBody patient, Objections objections, string origin) => new()
    {
        Patient = ReadIdentifier(patient.Identifier, objections, "$.patient.identifier"),
        Name = objections.Required(patient.Name, "$.patient.name") ? patient.Name.Read(objections, "$.patient.name") : null,
        BirthDate = patient.ReadBirthDate(objections),
        Language = patient.ReadLanguage(objections),
        RelatedPerson = ReadRelatedPerson(objections),
        Conversation = Conversation?.Read(objections),
        Origin = origin,
    };

    private RelatedPersonRequest? ReadRelatedPerson(Objections objections)
    {
        if (RelatedPerson is null) return null;
        var (identifier, name, relationship) = RelatedPerson.Read(objections, "$.relatedPerson");
        return new(identifier, name, relationship);
    }

    private static Identifier ReadIdentifier(IdentifierBody? identifier, Objections objections, string path) =>
        objections.Required(identifier, path) ? identifier.Read(objections, path) : new("", "");
}

internal sealed partial class SessionPatientBody
{
    [Required]
    public IdentifierBody? Identifier { get; init; }

    [Required]
    public NameBody? Name { get; init; }

    /// <summary>ISO 8601, <c>1961-04-12</c>.</summary>
    public string? BirthDate { get; init; }

    /// <summary>BCP 47, <c>es</c> or <c>pt-BR</c>.</summary>
    public string? Language { get; init; }

    public DateOnly? ReadBirthDate(Objections objections)
    {
        if (BirthDate is null) return null;
        if (DateOnly.TryParseExact(BirthDate, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)) return date;
        objections.Add("$.patient.birthDate", "must be a date such as 1961-04-12");
        return null;
    }

    public string? ReadLanguage(Objections objections)
    {
        if (Language is not null && !LanguageTag.IsMatch(Language)) objections.Add("$.patient.language", "must be a BCP 47 language tag");
        return Language;
    }

    [GeneratedRegex("^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,4}$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex LanguageTag { get; }
}

/// <summary>The conversation to open; <c>careTeam</c> is the team's identifier, <c>topic</c> names a new one only.</summary>
internal sealed class SessionConversationBody
{
    [Required, MaxLength(Domain.CareTeams.CareTeam.IdentifierLimit)]
    public string? CareTeam { get; init; }

    [MaxLength(TextRules.TopicLimit)]
    public string? Topic { get; init; }

    public ConversationRequest Read(Objections objections) => new(
        objections.Text(CareTeam, "$.conversation.careTeam", Domain.CareTeams.CareTeam.IdentifierLimit),
        Topic is null ? null : objections.Words(Topic, "$.conversation.topic", TextRules.TopicLimit));
}

internal sealed class SessionBotBody
{
    [Required, MaxLength(TextRules.NameLimit)]
    public string? Name { get; init; }
}

internal sealed class SessionPractitionerBody
{
    [Required]
    public IdentifierBody? Identifier { get; init; }
}

/// <summary>Whom a one-time link is asked for: the patient's part of <see cref="SessionBody"/>.</summary>
internal sealed class LinkBody : IBody<PatientSessionRequest>
{
    [Required]
    public SessionPatientBody? Patient { get; init; }

    public RelatedPersonBody? RelatedPerson { get; init; }

    public SessionConversationBody? Conversation { get; init; }

    [Required]
    public string? Origin { get; init; }

    public Outcome<PatientSessionRequest> Read() => Patient is null
        ? Refusal.Invalid("$.patient", "is required")
        : new SessionBody { Patient = Patient, RelatedPerson = RelatedPerson, Conversation = Conversation, Origin = Origin }.Read().Map(wish => ((SessionWish.OfPatient)wish).Request);
}

/// <summary>What stands behind the <c>#</c> of a one-time link.</summary>
internal sealed class CodeBody : IBody<string>
{
    [Required]
    public string? Code { get; init; }

    public Outcome<string> Read() => string.IsNullOrEmpty(Code) ? Refusal.Invalid("$.code", "is required") : Code;
}

/// <summary>A host-signed assertion (JWS, compact).</summary>
internal sealed class ExchangeBody : IBody<string>
{
    [Required]
    public string? Assertion { get; init; }

    public Outcome<string> Read()
    {
        var objections = new Objections();
        if (objections.Required(Assertion, "$.assertion") && Assertion.Length == 0) objections.Add("$.assertion", "must not be empty");
        return objections.Or(Assertion ?? "");
    }
}
