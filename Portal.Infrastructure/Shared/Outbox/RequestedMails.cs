using System.Text.Json;
using Portal.Domain.Shared;
using Portal.Infrastructure.Shared.Keys;

namespace Portal.Infrastructure.Shared.Outbox;

/// <summary>A mail that an act asks for.</summary>
internal sealed record RequestedMail(string To, string Subject, string Text)
{
    public override string ToString() => "RequestedMail";
}

/// <summary>
/// Mails of acts (an invitation, a forgotten password): a delivery row of the target <see cref="Target"/> in the act's own transaction, so that a mail
/// goes out if and only if the act happened. The payload is sealed, since a link in it is a credential.
/// </summary>
internal sealed class RequestedMails(KeyVault vault, TimeProvider clock)
{
    public const string Target = "mail";

    /// <summary>The row for the act's context. Mails to one person go in order.</summary>
    public async Task<OutboxDeliveryRow> Row(PersonId person, RequestedMail mail, CancellationToken cancel)
    {
        var id = Guid.CreateVersion7();
        var now = clock.Now();
        return new OutboxDeliveryRow
        {
            Id = id,
            OutboxEventId = id,
            Target = Target,
            Lane = $"{Target}:{person}",
            Kind = (short)OutboxKind.MailRequested,
            PersonId = person.Value,
            Payload = (await Key(cancel)).Seal(JsonSerializer.SerializeToUtf8Bytes(mail), Where(id)),
            CreatedAt = now,
            DueAt = now,
        };
    }

    /// <summary>The mail of a row of kind <see cref="OutboxKind.MailRequested"/>.</summary>
    public async Task<RequestedMail> Open(OutboxDeliveryRow row, CancellationToken cancel) =>
        JsonSerializer.Deserialize<RequestedMail>((await Key(cancel)).Open(row.Payload!, Where(row.Id)))!;

    private ValueTask<DataKey> Key(CancellationToken cancel) => vault.Organisation(DataKeyKind.Organisation, cancel);

    private static byte[] Where(Guid delivery) => Context.Of("requested-mail", delivery);
}
