using Microsoft.EntityFrameworkCore;
using Portal.Domain.Conversations;
using Portal.Domain.Notifications;
using Portal.Domain.Shared;
using Portal.Infrastructure.Conversations;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Patients;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Outbox;

namespace Portal.Infrastructure.Notifications.Notices;

/// <summary>
/// Who is to be told of a patient's message: the assignee, else the care team's members with an address. One delivery for each person and conversation
/// waits at a time: a waiting one that nobody has leased will be looked at after this moment, and then sees these messages too.
/// </summary>
internal sealed class NoticeFanOut(IDbContextFactory<PortalDbContext> contexts, TimeProvider clock)
{
    public async Task<IReadOnlyList<OwedDelivery>> Owed(IReadOnlyList<OutboxEventRow> events, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var fromPatients = await OfPatientsSide(context, events, cancel);
        if (fromPatients.Count == 0) return [];
        var places = await PlacesWithoutNotice(context, [.. fromPatients.Keys], clock.Now()).ToListAsync(cancel);

        // Two memberships of one care team are still one person.
        return
        [
            .. places.DistinctBy(place => (place.Conversation, place.Person)).Select(place => new OwedDelivery(fromPatients[place.Conversation], place.Person.ToString("D"))
            {
                Person = place.Person,
                DueAt = NoticeRules.Earliest(place.LastActiveAt, lastNoticeAt: null),
            }),
        ];
    }

    /// <summary>The last of these messages of each conversation to which a patient or related person has written.</summary>
    private static async Task<Dictionary<Guid, OutboxEventRow>> OfPatientsSide(PortalDbContext context, IReadOnlyList<OutboxEventRow> events, CancellationToken cancel)
    {
        var actors = events.Select(row => row.ActorId).Distinct().ToList();
        var theirs = await context.Set<PatientRow>().Where(row => actors.Contains(row.Id)).Select(row => row.Id)
            .Union(context.Set<RelatedPersonRow>().Where(row => actors.Contains(row.Id)).Select(row => row.Id)).ToHashSetAsync(cancel);
        var last = new Dictionary<Guid, OutboxEventRow>();
        foreach (var row in events)
            if (row.ConversationId is { } conversation && theirs.Contains(row.ActorId)) last[conversation] = row;
        return last;
    }

    /// <summary>
    /// The planner believes what was true when it last looked, and a queue is long now and empty then: where it believes that one delivery waits it compares
    /// every place with all that wait, by a join or by the index of what is due. So they are counted, which no join can replace, and the target is made an expression, so that
    /// only the index by conversation and person (ix_outbox_deliveries_waiting) can find them.
    /// </summary>
    private static IQueryable<Place> PlacesWithoutNotice(PortalDbContext context, Guid[] conversations, DateTimeOffset now) =>
        from conversation in context.Set<ConversationRow>()
        where conversations.Contains(conversation.Id) && conversation.Kind == (short)ConversationKind.Patient
        join member in context.Set<MembershipRow>() on conversation.CareTeamId equals member.CareTeamId
        where member.ValidFrom <= now && (member.ValidTo == null || now < member.ValidTo)
            && (conversation.AssigneeId == null || conversation.AssigneeId == member.PersonId)
        join staff in context.Set<StaffAccount>() on member.PersonId equals staff.Id
        where staff.IsActive && staff.Email != null
            && context.Set<OutboxDeliveryRow>().Count(row => row.Target + "" == NoticeTarget.TargetName && row.State == (short)DeliveryState.Waiting && row.LeaseOwner == null
                && row.PersonId == staff.Id && row.ConversationId == conversation.Id) == 0
        join presence in context.Set<PersonPresenceRow>() on staff.Id equals presence.PersonId into seen
        from presence in seen.DefaultIfEmpty()
        select new Place(conversation.Id, staff.Id, presence == null ? null : presence.LastActiveAt);

    private sealed record Place(Guid Conversation, Guid Person, DateTimeOffset? LastActiveAt);
}
