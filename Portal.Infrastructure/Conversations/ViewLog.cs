using Microsoft.Extensions.Caching.Memory;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit;

namespace Portal.Infrastructure.Conversations;

/// <summary>
/// Audits that somebody opened a conversation: one event for each opening, not one for each page or pushed message. Reads of the same session and
/// conversation within a minute of each other are one opening. It is written before anything is shown.
/// </summary>
internal sealed class ViewLog(AuditWriter audit) : IDisposable
{
    private static readonly TimeSpan SameOpening = TimeSpan.FromMinutes(1);
    private readonly MemoryCache recent = new(new MemoryCacheOptions { SizeLimit = 200_000 });

    public async ValueTask Opened(Actor actor, ConversationCard card, CancellationToken cancel)
    {
        var key = (actor.PersonId, actor.Session, card.Id);
        if (recent.TryGetValue(key, out _)) return;
        await audit.WriteAlone(
            new AuditEntry(actor, AuditAction.ConversationViewed)
            {
                Conversation = new ConversationId(card.Id),
                Patient = card.Patient is { } patient ? new PersonId(patient) : null,
                CareTeam = new CareTeamId(card.CareTeam),
            },
            cancel);
        recent.Set(key, value: true, new MemoryCacheEntryOptions { Size = 1, SlidingExpiration = SameOpening });
    }

    public void Dispose() => recent.Dispose();
}
