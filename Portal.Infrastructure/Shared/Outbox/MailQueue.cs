using System.Text.Json;
using Portal.Domain.Shared;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Keys;

namespace Portal.Infrastructure.Shared.Outbox;

/// <summary>
/// Mails that belong to a change: an invitation, a link for a new password. Queued in the change's own transaction, so that neither happens without the
/// other; sent after its commit, tried again while the mail system is away, wiped when sent. Address and words are sealed: they may hold a one-time link.
/// </summary>
internal sealed class MailQueue(KeyVault vault, TimeProvider clock)
{
    /// <summary>The target's name of these deliveries.</summary>
    public const string Target = "mail";

    /// <summary>Adds it to the caller's context; it is stored with the caller's changes, or not at all.</summary>
    /// <param name="context">The caller's, about to be saved.</param>
    /// <param name="letter">What is sent.</param>
    /// <param name="person">Whose mail it is, for the queue's page; null where that is nobody's yet.</param>
    /// <param name="cancel">Ends the waiting for the key.</param>
    public async Task Add(PortalDbContext context, Letter letter, PersonId? person, CancellationToken cancel)
    {
        var key = await vault.Organisation(DataKeyKind.Organisation, cancel);
        var now = clock.Now();
        var id = Guid.CreateVersion7(now);
        context.Add(new OutboxDeliveryRow
        {
            Id = id,
            OutboxEventId = id,
            Target = Target,
            Lane = id.ToString("D"),
            Kind = (short)OutboxKind.MailRequested,
            PersonId = person?.Value,
            Payload = key.Seal(JsonSerializer.SerializeToUtf8Bytes(letter), ContextOf(id)),
            CreatedAt = now,
            DueAt = now,
        });
    }

    /// <summary>What was queued.</summary>
    public async Task<Letter> Open(OutboxDeliveryRow delivery, CancellationToken cancel)
    {
        var key = await vault.Organisation(DataKeyKind.Organisation, cancel);
        return JsonSerializer.Deserialize<Letter>(key.Open(delivery.Payload, ContextOf(delivery.Id)))!;
    }

    private static byte[] ContextOf(Guid delivery) => Context.Of("mail", delivery);
}

/// <summary>A mail as it waits: never a patient's name or clinical text in it.</summary>
internal sealed record Letter(string To, string Subject, string Text)
{
    public override string ToString() => nameof(Letter);
}
