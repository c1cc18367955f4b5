using Microsoft.EntityFrameworkCore;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Integrations;
using Portal.Domain.Patients;
using Portal.Domain.Shared;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Integrations;

/// <summary>Sessions in which a host's word stands in for a sign-in at the portal: a linked practitioner's, and those of the integration's own bot.</summary>
internal sealed class StandInSessions(IDbContextFactory<PortalDbContext> contexts, SessionClaims claims, SessionStore sessions)
{
    private const IntegrationScopes BotScopes = IntegrationScopes.ConversationsRead | IntegrationScopes.ConversationsWrite;

    public async Task<Outcome<SessionAnswer>> CreateForPractitioner(Actor actor, Identifier practitioner, string origin, CancellationToken cancel)
    {
        var outcome = await claims.CheckPractitioner(actor, practitioner, origin, cancel);
        if (!outcome.TryGet(out var person, out var refusal)) return refusal;
        var delegated = new Actor { Kind = ActorKind.Practitioner, PersonId = person, Integration = actor.Integration, IsDelegated = true, Session = Id.New<SessionId>() };
        return await sessions.BeginDelegated(actor, delegated, origin, cancel) is { } answer ? answer : ConversationRefusals.UnknownPractitioner;
    }

    public async Task<Outcome<SessionAnswer>> CreateForBot(Actor actor, string name, string origin, CancellationToken cancel)
    {
        var outcome = await claims.CheckBot(actor, name, origin, cancel);
        if (!outcome.TryGet(out _, out var refusal)) return refusal;
        await using (var context = await contexts.CreateDbContextAsync(cancel))
            await context.Set<BotRow>().Where(row => row.Id == actor.PersonId.Value && row.Name != name).ExecuteUpdateAsync(set => set.SetProperty(row => row.Name, name), cancel);
        var bot = new Actor { Kind = ActorKind.Bot, PersonId = actor.PersonId, Integration = actor.Integration, Scopes = actor.Scopes & BotScopes, Session = Id.New<SessionId>() };
        return await sessions.Begin(actor, bot, origin, conversation: null, cancel);
    }
}
