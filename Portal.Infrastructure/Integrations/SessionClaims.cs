using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Integrations;
using Portal.Domain.Patients;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.CareTeams;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Patients;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Integrations;

/// <summary>What a request for a session comes to: nothing is made yet. Null <see cref="Patient"/> is one who was never seen.</summary>
internal sealed record SessionClaim(PersonId? Patient, PersonId? RelatedPerson, CareTeamLine? CareTeam);

internal sealed record CareTeamLine(CareTeamId Id, string Name);

/// <summary>Checks what a host asks for before anything is made of it, so that what is refused leaves nothing behind but its audit row.</summary>
internal sealed class SessionClaims(IDbContextFactory<PortalDbContext> contexts, PersonIdentifiers identifiers, AccessGate gate, TimeProvider clock)
{
    public async Task<Outcome<SessionClaim>> Check(Actor actor, PatientSessionRequest request, CancellationToken cancel)
    {
        if (SessionRules.Objection(request) is { } objection) return objection;
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var isOwnSystem = await IsOwn(context, actor, request.Patient.System, IdentifierSystemKind.Patient, cancel);
        if (await gate.Refuse(actor, CareAction.CreatePatientSession, AccessFacts.None with { IntegrationReaches = isOwnSystem }, Target.None, cancel) is { } denial) return denial;
        if (await OriginRefusal(context, actor, request.Origin, cancel) is { } foreign) return foreign;
        var patient = await identifiers.Find(context, request.Patient, cancel);
        if (patient is null && request.Name is null) return Refusal.Invalid("patient.name", "is required for a patient who was never seen");
        PersonId? relatedPerson = null;
        if (request.RelatedPerson is { } related)
        {
            relatedPerson = await Proxy(context, actor, patient, related.Identifier, cancel);
            if (relatedPerson is null) return await Refused(actor, "no-proxy-grant", patient, cancel);
        }

        CareTeamLine? careTeam = null;
        if (request.Conversation is { } conversation)
        {
            careTeam = await context.Set<CareTeamRow>().Where(row => row.Identifier == conversation.CareTeam && row.IsActive)
                .Select(row => new CareTeamLine(new CareTeamId(row.Id), row.Name)).SingleOrDefaultAsync(cancel);
            if (careTeam is null) return ConversationRefusals.UnknownCareTeam;
        }

        return new SessionClaim(patient is { } known ? new PersonId(known) : null, relatedPerson, careTeam);
    }

    /// <summary>The member of staff who has linked the identifier.</summary>
    public async Task<Outcome<PersonId>> CheckPractitioner(Actor actor, Identifier practitioner, string origin, CancellationToken cancel)
    {
        if (SessionRules.Objection(practitioner, origin) is { } objection) return objection;
        if (await gate.Refuse(actor, CareAction.CreatePractitionerSession, AccessFacts.None, Target.None, cancel) is { } denial) return denial;
        await using var context = await contexts.CreateDbContextAsync(cancel);
        if (await OriginRefusal(context, actor, origin, cancel) is { } foreign) return foreign;
        if (!await IsOwn(context, actor, practitioner.System, IdentifierSystemKind.Practitioner, cancel)) return await Refused(actor, "foreign-system", patient: null, cancel);
        var person = await identifiers.Find(context, practitioner, cancel);
        return person is { } id && await context.Users.AnyAsync(row => row.Id == id && row.IsActive, cancel) ? new PersonId(id) : ConversationRefusals.UnknownPractitioner;
    }

    public async Task<Outcome<Done>> CheckBot(Actor actor, string name, string origin, CancellationToken cancel)
    {
        if (SessionRules.BotObjection(name, origin) is { } objection) return objection;
        if (await gate.Refuse(actor, CareAction.CreateBotSession, AccessFacts.None, Target.None, cancel) is { } denial) return denial;
        await using var context = await contexts.CreateDbContextAsync(cancel);
        return await OriginRefusal(context, actor, origin, cancel) is { } foreign ? foreign : Done.It;
    }

    private async Task<Refusal?> OriginRefusal(PortalDbContext context, Actor actor, string origin, CancellationToken cancel)
    {
        var isRegistered = await context.Set<IntegrationOriginRow>().AnyAsync(row => row.IntegrationId == IntegrationOf(actor) && row.Origin == origin, cancel);
        return isRegistered ? null : await Refused(actor, "unregistered-origin", patient: null, cancel);
    }

    private static Task<bool> IsOwn(PortalDbContext context, Actor actor, string system, IdentifierSystemKind kind, CancellationToken cancel) =>
        context.OwnSystems(IntegrationOf(actor), kind).ContainsAsync(system, cancel);

    /// <summary>Who may act for the patient now; null for anybody else, whatever is wrong.</summary>
    private async Task<PersonId?> Proxy(PortalDbContext context, Actor actor, Guid? patient, Identifier identifier, CancellationToken cancel)
    {
        if (patient is null || !await IsOwn(context, actor, identifier.System, IdentifierSystemKind.RelatedPerson, cancel)) return null;
        if (await identifiers.Find(context, identifier, cancel) is not { } person) return null;
        var now = clock.GetUtcNow();
        var isGranted = await context.Set<ProxyGrantRow>().AnyAsync(
            grant => grant.PatientId == patient && grant.RelatedPersonId == person && grant.ValidFrom <= now && (grant.ValidTo == null || grant.ValidTo > now),
            cancel);
        return isGranted ? new PersonId(person) : null;
    }

    private async Task<Refusal> Refused(Actor actor, string code, Guid? patient, CancellationToken cancel)
    {
        await gate.Record(actor, AuditAction.SessionRefused, code, new Target { Patient = patient is { } id ? new PersonId(id) : null }, cancel);
        return Refusal.Forbidden;
    }

    /// <summary>Of whoever is no integration: none, which has neither systems nor origins.</summary>
    private static Guid IntegrationOf(Actor actor) => actor.Integration?.Value ?? Guid.Empty;
}
