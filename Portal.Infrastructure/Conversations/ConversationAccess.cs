using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;
using Portal.Domain.Audit;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Patients;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Conversations;

/// <summary>What of a conversation never changes.</summary>
internal sealed record ConversationCard(Guid Id, ConversationKind Kind, Guid? Patient, Guid CareTeam)
{
    public CareAction Reading => Kind == ConversationKind.Team ? CareAction.ReadTeamConversation : CareAction.ReadMessages;

    public CareAction Writing => Kind == ConversationKind.Team ? CareAction.WriteTeamConversation : CareAction.SendMessage;
}

/// <summary>A conversation that the actor was just allowed to do something with; nothing before <paramref name="FirstVisible"/> is shown.</summary>
internal sealed record Admission(ConversationCard Card, AccessFacts Facts, long FirstVisible);

/// <summary>
/// Decides, again at every call, whether an actor may do something with a conversation. What it decides by is as of the last change of
/// access; a refusal leaves its trace in the audit, except for ids that name nothing.
/// </summary>
internal sealed class ConversationAccess(
    IDbContextFactory<PortalDbContext> contexts,
    GrantsReader grants,
    AccessChanges changes,
    AuditWriter audit,
    TimeProvider clock) : IDisposable
{
    private readonly MemoryCache cards = new(new MemoryCacheOptions { SizeLimit = 100_000 });
    private readonly MemoryCache places = new(new MemoryCacheOptions { SizeLimit = 100_000 });

    public async ValueTask<Outcome<Admission>> Admit(Actor actor, ConversationId conversation, Func<ConversationCard, CareAction> action, CancellationToken cancel)
    {
        if (await Card(conversation.Value, cancel) is not { } card) return Refusal.NotFound;
        var (facts, firstVisible) = await Facts(actor, card, cancel);
        var asked = action(card);
        if (AccessPolicy.Refuse(actor, asked, facts) is not { } refusal) return new Admission(card, facts, firstVisible);
        await audit.WriteAlone(
            new AuditEntry(actor, AuditAction.AccessRefused, AuditOutcome.Refused)
            {
                Conversation = conversation,
                Patient = card.Patient is { } patient ? new PersonId(patient) : null,
                CareTeam = new CareTeamId(card.CareTeam),
                Code = asked.ToString(),
            },
            cancel);
        return refusal;
    }

    /// <summary>Whether the actor may read here. Nobody asked to, so that a no leaves no trace.</summary>
    public async ValueTask<bool> MayRead(Actor actor, ConversationId conversation, CancellationToken cancel) =>
        await Card(conversation.Value, cancel) is { } card && AccessPolicy.Refuse(actor, card.Reading, (await Facts(actor, card, cancel)).Facts) is null;

    /// <summary>The conversation, where the actor may do that in it; asked ahead of an act that decides for itself, so that a no leaves no trace.</summary>
    public async ValueTask<ConversationCard?> CardFor(Actor actor, ConversationId conversation, CareAction action, CancellationToken cancel) =>
        await Card(conversation.Value, cancel) is { } card && AccessPolicy.Refuse(actor, action, (await Facts(actor, card, cancel)).Facts) is null ? card : null;

    public async ValueTask<ConversationCard?> Card(Guid conversation, CancellationToken cancel)
    {
        if (cards.TryGetValue(conversation, out ConversationCard? known)) return known;
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var card = await context.Set<ConversationRow>().AsNoTracking().Where(row => row.Id == conversation)
            .Select(row => new ConversationCard(row.Id, (ConversationKind)row.Kind, row.PatientId, row.CareTeamId)).SingleOrDefaultAsync(cancel);
        if (card is not null) cards.Set(conversation, card, new MemoryCacheEntryOptions { Size = 1, SlidingExpiration = TimeSpan.FromMinutes(30) });
        return card;
    }

    public void Dispose()
    {
        cards.Dispose();
        places.Dispose();
    }

    private async ValueTask<(AccessFacts Facts, long FirstVisible)> Facts(Actor actor, ConversationCard card, CancellationToken cancel)
    {
        var place = await Place(actor, card, cancel);
        var facts = (await grants.Of(actor, cancel)).Facts(actor, card.Patient, card.CareTeam, card.Kind == ConversationKind.Team, clock.GetUtcNow()) with { IntegrationReaches = place.Reaches };
        return (facts, place.FirstVisible);
    }

    /// <summary>A bot reaches the conversations it was added to; an integration's key reaches patients of its own identifier systems.</summary>
    private async ValueTask<(bool Reaches, long FirstVisible)> Place(Actor actor, ConversationCard card, CancellationToken cancel)
    {
        if (actor.Kind is not (ActorKind.Bot or ActorKind.Integration)) return (false, 1);
        var version = changes.Version;

        // An integration's key and its bot are one person with two reaches.
        if (places.TryGetValue((actor.Kind, actor.PersonId, card.Id), out (long Version, bool Reaches, long FirstVisible) known) && known.Version == version) return (known.Reaches, known.FirstVisible);
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var (reaches, first) = actor.Kind == ActorKind.Bot
            ? await Added(context, actor.PersonId.Value, card.Id, cancel)
            : (await context.ReachesPatient(actor.Integration, card.Patient, cancel), 1L);
        places.Set((actor.Kind, actor.PersonId, card.Id), (version, reaches, first), new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(5) });
        return (reaches, first);
    }

    private static async Task<(bool, long)> Added(PortalDbContext context, Guid person, Guid conversation, CancellationToken cancel)
    {
        var place = await context.Set<ParticipantRow>().AsNoTracking().SingleOrDefaultAsync(row => row.ConversationId == conversation && row.PersonId == person && row.IsAdded, cancel);
        return (place is not null, place?.FirstVisibleSequence ?? 1);
    }
}

internal static class IntegrationReach
{
    /// <summary>Whether the patient has an identifier of one of the integration's own systems.</summary>
    public static async Task<bool> ReachesPatient(this PortalDbContext context, IntegrationId? integration, Guid? patient, CancellationToken cancel) =>
        integration is { } id && patient is { } person
        && await context.Set<PersonIdentifierRow>().AnyAsync(row => row.PersonId == person && context.Set<IdentifierSystemRow>().Any(system => system.System == row.System && system.IntegrationId == id.Value), cancel);
}
