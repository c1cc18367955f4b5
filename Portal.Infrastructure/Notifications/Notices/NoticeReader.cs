using Microsoft.EntityFrameworkCore;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Infrastructure.Conversations;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Outbox;

namespace Portal.Infrastructure.Notifications.Notices;

/// <summary>Who a notice goes to, as it stands now.</summary>
internal sealed record Recipient(Actor Actor, string Email, DateTimeOffset? LastActiveAt, DateTimeOffset? LastNoticeAt);

/// <summary>Of some conversations, those that are the person's to answer, and of these the ones with something unread from the patient's side.</summary>
internal sealed record UnreadOf(IReadOnlySet<Guid> Theirs, IReadOnlySet<Guid> Unread);

/// <summary>What a notice that is due has to know; ids and times only.</summary>
internal sealed class NoticeReader(IDbContextFactory<PortalDbContext> contexts, TimeProvider clock)
{
    /// <summary>Null where the person is suspended, gone, or has no address.</summary>
    public async Task<Recipient?> Recipient(Guid person, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var account = await context.Set<StaffAccount>().Where(row => row.Id == person && row.IsActive && row.Email != null)
            .Select(row => new { row.Email, row.Roles }).SingleOrDefaultAsync(cancel);
        if (account is null) return null;
        var lastActive = await context.Set<PersonPresenceRow>().Where(row => row.PersonId == person).MaxAsync(row => (DateTimeOffset?)row.LastActiveAt, cancel);
        var lastNotice = await context.Set<OutboxDeliveryRow>()
            .Where(row => row.Target == NoticeTarget.TargetName && row.State == (short)DeliveryState.Done && row.PersonId == person)
            .MaxAsync(row => row.EndedAt, cancel);
        var actor = new Actor { Kind = ActorKind.Practitioner, PersonId = new PersonId(person), Roles = (StaffRoles)account.Roles };
        return new Recipient(actor, account.Email!, lastActive, lastNotice);
    }

    public async Task<UnreadOf> Unread(Recipient recipient, IReadOnlyCollection<Guid> conversations, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var person = recipient.Actor.PersonId.Value;
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var grants = await GrantsReader.Read(context, recipient.Actor, cancel);
        var found = await context.Set<ConversationRow>()
            .Where(row => conversations.Contains(row.Id) && (row.AssigneeId == null || row.AssigneeId == person))
            .Select(row => new
            {
                row.Id,
                row.Kind,
                row.PatientId,
                row.CareTeamId,
                IsUnread = Posted(context).Any(posted => posted.ConversationId == row.Id
                && posted.Sequence > context.Set<ParticipantRow>().Where(place => place.ConversationId == row.Id && place.PersonId == person).Select(place => place.Read).FirstOrDefault())
            })
            .ToListAsync(cancel);
        var theirs = found.Where(row => AccessPolicy.Refuse(
            recipient.Actor,
            CareAction.ReadMessages,
            grants.Facts(recipient.Actor, row.PatientId, row.CareTeamId, row.Kind == (short)ConversationKind.Team, now)) is null).ToList();
        return new UnreadOf(theirs.Select(row => row.Id).ToHashSet(), theirs.Where(row => row.IsUnread).Select(row => row.Id).ToHashSet());
    }

    /// <summary>Messages from the patient's side that stand.</summary>
    private static IQueryable<ConversationEventRow> Posted(PortalDbContext context) => context.Set<ConversationEventRow>().Where(posted =>
        posted.Type == (short)EventType.MessagePosted
        && (posted.SenderKind == (short)ActorKind.Patient || posted.SenderKind == (short)ActorKind.RelatedPerson)
        && !context.Set<ConversationEventRow>().Any(taken => taken.ConversationId == posted.ConversationId && taken.Target == posted.Sequence && taken.Type == (short)EventType.MessageRetracted));
}
