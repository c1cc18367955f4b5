using Microsoft.EntityFrameworkCore;
using Portal.Domain.Identity;
using Portal.Domain.Patients;
using Portal.Domain.Shared;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Patients;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Integrations;

/// <summary>A token's session and its actor as things stand; <paramref name="ExpiresAt"/> is the token's own end and may be past.</summary>
internal sealed record FoundSession(WidgetSessionRow Session, Actor Actor, DateTimeOffset ExpiresAt);

/// <summary>
/// From a token's hash to whom it stands for, asked of everything that may have changed since it was given out: the chain, the integration, its origin and
/// identifier systems, the proxy grant, the practitioner's account and link, the keys that a bot's scopes came from.
/// </summary>
internal sealed class SessionReader(IDbContextFactory<PortalDbContext> contexts, PatientDirectory patients, RelatedPersons relatedPersons, TimeProvider clock)
{
    /// <summary>Null where no good session has the token.</summary>
    public async Task<FoundSession?> Find(byte[] hash, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var found = await context.Set<WidgetTokenRow>().AsNoTracking().Where(token => token.Hash == hash)
            .Join(context.Set<WidgetSessionRow>(), token => token.SessionId, session => session.Id, (token, session) => new { token.ExpiresAt, Session = session })
            .Where(one => one.Session.EndedAt == null
                && context.Set<IntegrationRow>().Any(integration => integration.Id == one.Session.IntegrationId && integration.IsActive)
                && context.Set<IntegrationOriginRow>().Any(origin => origin.IntegrationId == one.Session.IntegrationId && origin.Origin == one.Session.Origin))
            .SingleOrDefaultAsync(cancel);
        return found is not null && await Holder(context, found.Session, cancel) is { } actor ? new FoundSession(found.Session, actor, found.ExpiresAt) : null;
    }

    /// <summary>Whom a session stands for that has no token yet; null where it has lost its ground.</summary>
    public async Task<Actor?> Stand(PortalDbContext context, WidgetSessionRow session, CancellationToken cancel)
    {
        var stands = session.EndedAt is null && await context.Set<IntegrationRow>().AnyAsync(
            integration => integration.Id == session.IntegrationId && integration.IsActive
                && context.Set<IntegrationOriginRow>().Any(origin => origin.IntegrationId == integration.Id && origin.Origin == session.Origin),
            cancel);
        return stands ? await Holder(context, session, cancel) : null;
    }

    private async Task<Actor?> Holder(PortalDbContext context, WidgetSessionRow session, CancellationToken cancel) =>
        await ActorOf(context, session, cancel) is { } actor ? actor with { Integration = new IntegrationId(session.IntegrationId), Session = new SessionId(session.Id) } : null;

    private async Task<Actor?> ActorOf(PortalDbContext context, WidgetSessionRow session, CancellationToken cancel) => (ActorKind)session.PersonKind switch
    {
        ActorKind.Patient => await Patient(context, session, cancel),
        ActorKind.RelatedPerson => await RelatedPerson(context, session, cancel),
        ActorKind.Practitioner => await Practitioner(context, session, cancel),
        ActorKind.Bot => await Bot(context, session, cancel),
        ActorKind.System or ActorKind.Integration => throw new InvalidOperationException("No session is made for such an actor."),
    };

    private async Task<Actor?> Patient(PortalDbContext context, WidgetSessionRow session, CancellationToken cancel)
    {
        if (!await Reaches(context, session, session.PersonId, IdentifierSystemKind.Patient, cancel)) return null;
        var names = await patients.Names([session.PersonId], cancel);
        var person = new PersonId(session.PersonId);
        return names.TryGetValue(session.PersonId, out var name) ? new Actor { Kind = ActorKind.Patient, PersonId = person, Patient = person, DisplayName = name } : null;
    }

    private async Task<Actor?> RelatedPerson(PortalDbContext context, WidgetSessionRow session, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var patient = session.PatientId ?? Guid.Empty;

        // The grant must be the one that stood when the session began: a later one asks for a session of its own.
        var granted = await context.Set<ProxyGrantRow>().AnyAsync(
            grant => grant.PatientId == patient && grant.RelatedPersonId == session.PersonId && grant.ValidFrom <= session.BegunAt && (grant.ValidTo == null || grant.ValidTo > now),
            cancel);
        if (!granted || !await Reaches(context, session, patient, IdentifierSystemKind.Patient, cancel)) return null;
        return new Actor
        {
            Kind = ActorKind.RelatedPerson,
            PersonId = new PersonId(session.PersonId),
            Patient = new PersonId(patient),
            DisplayName = await relatedPersons.Name(context, session.PersonId, cancel),
        };
    }

    private static async Task<Actor?> Practitioner(PortalDbContext context, WidgetSessionRow session, CancellationToken cancel)
    {
        if (!await Reaches(context, session, session.PersonId, IdentifierSystemKind.Practitioner, cancel)) return null;
        var staff = await context.Users.Where(row => row.Id == session.PersonId && row.IsActive).Select(row => new { row.DisplayName, row.Roles }).SingleOrDefaultAsync(cancel);
        return staff is null
            ? null
            : new Actor { Kind = ActorKind.Practitioner, PersonId = new PersonId(session.PersonId), DisplayName = new(staff.DisplayName), Roles = (StaffRoles)staff.Roles, IsDelegated = true };
    }

    private async Task<Actor?> Bot(PortalDbContext context, WidgetSessionRow session, CancellationToken cancel)
    {
        var bot = await context.Set<BotRow>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == session.PersonId, cancel);
        if (bot is null) return null;

        // A key that is good no more takes back what it gave: the session opens no more than the integration's live keys open now.
        var now = clock.GetUtcNow();
        var scopes = await context.Set<IntegrationKeyRow>().Where(key => key.IntegrationId == session.IntegrationId && key.RevokedAt == null && (key.ExpiresAt == null || key.ExpiresAt > now)).Select(key => key.Scopes).ToListAsync(cancel);
        var held = (IntegrationScopes)(session.Scopes & scopes.Aggregate(0, (all, one) => all | one));
        return held == IntegrationScopes.None
            ? null
            : new Actor { Kind = ActorKind.Bot, PersonId = new PersonId(bot.Id), DisplayName = new(bot.Name), Scopes = held };
    }

    private static Task<bool> Reaches(PortalDbContext context, WidgetSessionRow session, Guid person, IdentifierSystemKind kind, CancellationToken cancel) =>
        context.Set<PersonIdentifierRow>().AnyAsync(row => row.PersonId == person && context.OwnSystems(session.IntegrationId, kind).Contains(row.System), cancel);
}
