using Portal.Domain.Identity;
using Portal.Domain.Integrations;
using Portal.Domain.Shared;
using Portal.Infrastructure.Patients;

namespace Portal.Infrastructure.Integrations;

/// <summary>Makes what a checked request asks for: the patient where never seen, what the host now says of the people, the conversation, the session.</summary>
internal sealed class PatientSessions(SessionClaims claims, PatientRegister patients, RelatedPersons relatedPersons, ConversationOpener conversations, SessionStore sessions)
{
    public async Task<Outcome<SessionAnswer>> Create(Actor host, PatientSessionRequest request, CancellationToken cancel)
    {
        var outcome = await claims.Check(host, request, cancel);
        return outcome.TryGet(out var claim, out var refusal) ? await Open(host, request, claim, cancel) : refusal;
    }

    public async Task<Outcome<SessionLink>> CreateLink(Actor host, PatientSessionRequest request, CancellationToken cancel)
    {
        var outcome = await claims.Check(host, request, cancel);
        return outcome.TryGet(out var claim, out var refusal) ? await Begin(host, request, claim, sessions.BeginByLink, cancel) : refusal;
    }

    public Task<Outcome<SessionAnswer>> Open(Actor host, PatientSessionRequest request, SessionClaim claim, CancellationToken cancel) =>
        Begin(host, request, claim, sessions.Begin, cancel);

    private async Task<Outcome<T>> Begin<T>(
        Actor host, PatientSessionRequest request, SessionClaim claim, Func<Actor, Actor, string, ConversationId?, CancellationToken, Task<T>> begin, CancellationToken cancel)
    {
        var patient = await Patient(host, request, claim, cancel);
        if (claim.RelatedPerson is { } related && request.RelatedPerson?.Name is { } name) await relatedPersons.Rename(host, patient, related, name, cancel);
        var person = new Actor
        {
            Kind = claim.RelatedPerson is null ? ActorKind.Patient : ActorKind.RelatedPerson,
            PersonId = claim.RelatedPerson ?? patient,
            Patient = patient,
            Integration = host.Integration,
            Session = Id.New<SessionId>(),
            Address = host.Address,
        };
        ConversationId? opened = null;
        if (claim.CareTeam is { } careTeam)
        {
            var outcome = await conversations.Open(person, patient, careTeam, request.Conversation?.Topic, cancel);
            if (!outcome.TryGet(out var conversation, out var refusal)) return refusal;
            opened = conversation;
        }

        return await begin(host, person, request.Origin, opened, cancel);
    }

    private async Task<PersonId> Patient(Actor host, PatientSessionRequest request, SessionClaim claim, CancellationToken cancel)
    {
        var patient = claim.Patient ?? await patients.Create(host, request.Patient, request.Name!, request.BirthDate, request.Language, cancel);
        if (claim.Patient is not null) await patients.Update(host, patient, new HostWord(request.Name, request.BirthDate, request.Language), cancel);
        return patient;
    }
}
