using Microsoft.EntityFrameworkCore;
using Portal.Domain.Identity;
using Portal.Infrastructure.Conversations;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Patients;

/// <summary>
/// How an actor stands to a patient. Staff by a conversation of that patient with a care team of theirs; a bot by one that it was added to; an
/// integration's key by an identifier of its own systems.
/// </summary>
internal static class Panel
{
    /// <summary>In the caller's context, and in its transaction where it writes.</summary>
    public static async Task<AccessFacts> FactsAbout(this PortalDbContext context, Actor actor, PersonGrants grants, Guid patient, DateTimeOffset now, CancellationToken cancel)
    {
        var facts = grants.Facts(actor, patient, careTeam: null, isTeamConversation: false, now);
        return actor.Kind switch
        {
            ActorKind.Practitioner => facts with
            {
                IsTeamMember = await context.Treats([.. grants.ActiveTeams(now)], patient, cancel),
                Supervises = await context.Treats(grants.Unit, patient, cancel),
            },
            ActorKind.Integration => facts with { IntegrationReaches = actor.Integration is { } integration && await context.Knows(integration.Value, patient, cancel) },
            ActorKind.Bot => facts with { IntegrationReaches = await context.BotWasAdded(actor.PersonId.Value, patient, cancel) },
            ActorKind.Patient or ActorKind.RelatedPerson or ActorKind.System => facts,
        };
    }

    private static async Task<bool> Treats(this PortalDbContext context, IReadOnlyList<Guid> careTeams, Guid patient, CancellationToken cancel) =>
        careTeams.Count > 0 && await context.Set<ConversationRow>().AnyAsync(row => row.PatientId == patient && careTeams.Contains(row.CareTeamId), cancel);

    private static Task<bool> Knows(this PortalDbContext context, Guid integration, Guid patient, CancellationToken cancel) =>
        context.Set<PersonIdentifierRow>().AnyAsync(row => row.PersonId == patient && context.OwnSystems(integration).Contains(row.System), cancel);

    private static Task<bool> BotWasAdded(this PortalDbContext context, Guid bot, Guid patient, CancellationToken cancel) =>
        context.Set<ParticipantRow>().AnyAsync(
            row => row.PersonId == bot && row.IsAdded && context.Set<ConversationRow>().Any(conversation => conversation.Id == row.ConversationId && conversation.PatientId == patient),
            cancel);
}
