using Microsoft.EntityFrameworkCore;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Notifications;
using Portal.Domain.Shared;
using Portal.Domain.Visits;
using Portal.Infrastructure.Conversations;
using Portal.Infrastructure.Notifications.Notices;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Outbox;
using Portal.Infrastructure.Visits;

namespace Portal.Infrastructure.Notifications.Reminders;

/// <summary>
/// Mails a visit's practitioner a day and an hour before, with the appointment as a calendar file. Written when the visit is booked or moved; whether it is still so, and
/// who is to be told, is asked when it is due.
/// </summary>
internal sealed class ReminderTarget(
    IDbContextFactory<PortalDbContext> contexts,
    EventReader events,
    NoticeReader people,
    ReminderMails mails,
    VisitChanges changes,
    IMailer mailer,
    TimeProvider clock) : IOutboxTarget
{
    public const string TargetName = "reminder";

    private static readonly TimeSpan[] Before = [TimeSpan.FromHours(24), TimeSpan.FromHours(1)];

    public string Name => TargetName;

    public int SideBySide => 2;

    public bool Wants(OutboxKind kind) => kind == OutboxKind.VisitScheduled;

    public async Task<IReadOnlyList<OwedDelivery>> Owed(IReadOnlyList<OutboxEventRow> events, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var owed = new List<OwedDelivery>();
        foreach (var row in events)
        {
            if (await Scheduled(row, cancel) is not { } scheduled) continue;
            owed.AddRange(Before.Select(before => new ReminderLane(scheduled.Visit, before, scheduled.ScheduledFor)).Where(lane => lane.DueAt > now)
                .Select(lane => new OwedDelivery(row, lane.ToString()) { DueAt = lane.DueAt }));
        }

        return owed;
    }

    public async Task<DeliveryResult> Deliver(OutboxDeliveryRow delivery, CancellationToken cancel)
    {
        var lane = ReminderLane.Read(delivery.Lane);
        VisitRow? visit;
        await using (var context = await contexts.CreateDbContextAsync(cancel))
            visit = await context.Set<VisitRow>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == lane.Visit.Value, cancel);
        if (visit is null || visit.EndedAt is not null) return new DeliveryResult.Dropped("over");
        if (visit.ScheduledFor.ToUnixTimeSeconds() != lane.ScheduledFor.ToUnixTimeSeconds()) return new DeliveryResult.Dropped("moved");
        if (visit.PractitionerId is not { } practitioner) return new DeliveryResult.Dropped("nobodys");
        if (await people.Recipient(practitioner, cancel) is not { } recipient) return new DeliveryResult.Dropped("no-address");
        await mailer.Send(mails.Of(recipient.Email, visit, lane.Before), cancel);
        await changes.Write(Actor.System, lane.Visit, CareAction.BookVisit, act =>
        {
            act.Moment(VisitMomentKind.Reminded, (long)lane.Before.TotalMinutes);
            return Task.FromResult<Refusal?>(null);
        }, cancel);
        return new DeliveryResult.Done();
    }

    private async Task<EventBody.VisitScheduled?> Scheduled(OutboxEventRow row, CancellationToken cancel)
    {
        if (row is not { ConversationId: { } conversation, Sequence: { } sequence }) return null;
        var found = await events.After(conversation, sequence - 1, 1, cancel);
        return found is [{ Body: EventBody.VisitScheduled scheduled }] ? scheduled : null;
    }
}
