using System.Text.Json.Serialization;
using Portal.Domain.Identity;
using Portal.Domain.Patients;
using Portal.Domain.Shared;

namespace Portal.Domain.Integrations;

/// <summary>
/// Sessions of people in a host's page: 15 minutes, opaque, bound to one person, one integration and one origin, renewed for at most 12 hours.
/// Only a keyed hash of a token is stored.
/// </summary>
public interface IWidgetSessions
{
    /// <summary>For a patient, or for a related person acting for one. The patient is created the first time the identifier is seen.</summary>
    [Decides(CareAction.CreatePatientSession)]
    Task<Outcome<SessionAnswer>> CreateForPatient(Actor actor, PatientSessionRequest request, CancellationToken cancel);

    [Decides(CareAction.CreatePractitionerSession)]
    Task<Outcome<SessionAnswer>> CreateForPractitioner(Actor actor, Identifier practitioner, string origin, CancellationToken cancel);

    /// <summary>The integration's own bot: reads and writes only conversations that it was added to.</summary>
    [Decides(CareAction.CreateBotSession)]
    Task<Outcome<SessionAnswer>> CreateForBot(Actor actor, string name, string origin, CancellationToken cancel);

    /// <summary>By a host-signed assertion; every defect is the same refusal.</summary>
    [DecidesNothing("the assertion's signature is the credential; the same checks as CreateForPatient follow under its integration")]
    Task<Outcome<SessionAnswer>> Exchange(string assertion, string? address, CancellationToken cancel);

    /// <summary>
    /// The same as <see cref="CreateForPatient"/>, for the application on its own instead of a host's page: the session waits for whoever comes with the code, once,
    /// within <see cref="SessionRules.LinkLife"/>.
    /// </summary>
    [Decides(CareAction.CreatePatientSession)]
    Task<Outcome<SessionLink>> CreateLink(Actor actor, PatientSessionRequest request, CancellationToken cancel);

    /// <summary>By the code of such a link. Unknown, used, too old, or without its ground by now: the same refusal. Of any number of uses at once one is answered.</summary>
    [DecidesNothing("the code is the credential, and is looked up here; what it was made for was decided by CreateLink")]
    Task<Outcome<SessionAnswer>> UseLink(string code, string? address, CancellationToken cancel);

    /// <summary>A new token of the same chain; the old one lives to its own end. After 12 hours: session-expired.</summary>
    [DecidesNothing("the token is the credential, and is looked up here")]
    Task<Outcome<SessionAnswer>> Renew(string token, CancellationToken cancel);

    /// <summary>Ends the whole chain; its connections close within five seconds.</summary>
    [Decides(CareAction.EndOwnSessions)]
    Task<Outcome<Done>> EndCurrent(Actor actor, CancellationToken cancel);

    /// <summary>
    /// 32 bytes that seal what the widget keeps in the browser while offline: given to a live session only, and the same for every session of this person at this
    /// integration, since a reloaded page has a new session and must open what the last one sealed.
    /// </summary>
    [Decides(CareAction.EndOwnSessions)]
    Task<Outcome<byte[]>> OutboxKey(Actor actor, CancellationToken cancel);
}

/// <summary>A session for a patient (or for <see cref="RelatedPerson"/> acting for the patient), and the conversation it should open.</summary>
[JsonConverter(typeof(NotForJson<PatientSessionRequest>))]
public sealed record PatientSessionRequest
{
    public required Identifier Patient { get; init; }

    /// <summary>Null where the host sent no name (an assertion may leave it out): only a known patient is then found.</summary>
    public HumanName? Name { get; init; }

    public DateOnly? BirthDate { get; init; }

    public string? Language { get; init; }

    public RelatedPersonRequest? RelatedPerson { get; init; }

    public ConversationRequest? Conversation { get; init; }

    public required string Origin { get; init; }

    public override string ToString() => ClinicalText.Redacted;
}

[JsonConverter(typeof(NotForJson<RelatedPersonRequest>))]
public sealed record RelatedPersonRequest(Identifier Identifier, HumanName? Name, string? Relationship)
{
    public override string ToString() => ClinicalText.Redacted;
}

/// <summary>The newest conversation with that team that is not closed, else a new one with the topic.</summary>
public sealed record ConversationRequest(string CareTeam, ClinicalText? Topic);

/// <summary>The code of a one-time link, at the one moment at which it is shown.</summary>
[JsonConverter(typeof(NotForJson<SessionLink>))]
public sealed record SessionLink(string Code, DateTimeOffset ExpiresAt)
{
    public override string ToString() => nameof(SessionLink);
}

/// <summary>The token, at the one moment at which it is shown.</summary>
[JsonConverter(typeof(NotForJson<SessionAnswer>))]
public sealed record SessionAnswer(string Token, DateTimeOffset ExpiresAt, PersonId Person, ConversationId? Conversation)
{
    public override string ToString() => $"Session of {Person}";
}
