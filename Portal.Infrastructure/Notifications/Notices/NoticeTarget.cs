using Portal.Domain.Notifications;
using Portal.Domain.Shared;
using Portal.Infrastructure.Shared.Outbox;

namespace Portal.Infrastructure.Notifications.Notices;

/// <summary>
/// Mails "You have a new message" to members of staff who are away. A delivery stands for one person and one conversation; whether it is needed is asked when
/// it is due. All deliveries of a person are one lane, so that no two nodes write to the same person at once.
/// </summary>
internal sealed class NoticeTarget(NoticeFanOut fanOut, NoticeReader reader, NoticeCompanions companions, NoticeMails mails, IMailer mailer, TimeProvider clock) : IOutboxTarget
{
    public const string TargetName = "notice";

    public string Name => TargetName;

    public int SideBySide => 4;

    public bool Wants(OutboxKind kind) => kind == OutboxKind.MessagePosted;

    public Task<IReadOnlyList<OwedDelivery>> Owed(IReadOnlyList<OutboxEventRow> events, CancellationToken cancel) => fanOut.Owed(events, cancel);

    public async Task<DeliveryResult> Deliver(OutboxDeliveryRow delivery, CancellationToken cancel)
    {
        var person = delivery.PersonId!.Value;
        var conversation = delivery.ConversationId!.Value;
        if (await reader.Recipient(person, cancel) is not { } recipient) return new DeliveryResult.Dropped("no-address");
        var unread = await reader.Unread(recipient, [conversation], cancel);
        var facts = new NoticeFacts(unread.Theirs.Contains(conversation), unread.Unread.Contains(conversation), recipient.LastActiveAt, recipient.LastNoticeAt);
        switch (NoticeRules.Decide(facts, clock.Now()))
        {
            case NoticeDecision.Drop(var code):
                return new DeliveryResult.Dropped(code);
            case NoticeDecision.Wait(var until):
                return new DeliveryResult.NotYet(until);
            default:
                await Tell(recipient, delivery, cancel);
                return new DeliveryResult.Done();
        }
    }

    /// <summary>One mail for all that waits for the person.</summary>
    private async Task Tell(Recipient recipient, OutboxDeliveryRow delivery, CancellationToken cancel)
    {
        var others = await companions.Take(delivery, cancel);
        var unread = await reader.Unread(recipient, [delivery.ConversationId!.Value, .. others.Select(other => other.Conversation)], cancel);
        await mailer.Send(mails.Of(recipient.Email, unread.Unread), cancel);
        await companions.Told(delivery, [.. others.Where(other => unread.Unread.Contains(other.Conversation))], cancel);
    }
}
