using Portal.Domain.Notifications;
using Portal.Infrastructure.Shared.Outbox;

namespace Portal.Infrastructure.Notifications;

/// <summary>Mails that acts asked for. Their delivery rows were written with the act, so that no event is ever waited for.</summary>
internal sealed class MailTarget(RequestedMails mails, IMailer mailer) : IOutboxTarget
{
    public string Name => RequestedMails.Target;

    public int SideBySide => 4;

    public bool Wants(OutboxKind kind) => false;

    public Task<IReadOnlyList<OwedDelivery>> Owed(IReadOnlyList<OutboxEventRow> events, CancellationToken cancel) => Task.FromResult<IReadOnlyList<OwedDelivery>>([]);

    public async Task<DeliveryResult> Deliver(OutboxDeliveryRow delivery, CancellationToken cancel)
    {
        var mail = await mails.Open(delivery, cancel);
        await mailer.Send(new Mail(mail.To, mail.Subject, mail.Text), cancel);
        return new DeliveryResult.Done();
    }
}
