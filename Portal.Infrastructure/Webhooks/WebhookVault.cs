using System.Security.Cryptography;
using Portal.Domain.Webhooks;
using Portal.Infrastructure.Shared.Keys;

namespace Portal.Infrastructure.Webhooks;

/// <summary>What of webhooks is stored sealed under the organisation's key: addresses, which may hold a token, and secrets.</summary>
internal sealed class WebhookVault(KeyVault vault)
{
    public async ValueTask<byte[]> SealAddress(Guid webhook, string address, CancellationToken cancel) => (await Key(cancel)).Seal(address, OfAddress(webhook));

    public async ValueTask<Uri> Address(WebhookRow webhook, CancellationToken cancel) => new((await Key(cancel)).OpenText(webhook.Address, OfAddress(webhook.Id)));

    /// <summary>A new one, with its row for the caller's transaction.</summary>
    public async ValueTask<(WebhookSecretRow Row, NewWebhookSecret Shown)> NewSecret(Guid webhook, DateTimeOffset now, CancellationToken cancel)
    {
        var secret = RandomNumberGenerator.GetBytes(WebhookSignature.SecretBytes);
        var row = new WebhookSecretRow { Id = Guid.CreateVersion7(now), WebhookId = webhook, CreatedAt = now };
        row.Secret = (await Key(cancel)).Seal(secret, OfSecret(row));
        return (row, new NewWebhookSecret(new(webhook), WebhookSignature.Show(secret)));
    }

    public async ValueTask<IReadOnlyList<byte[]>> Secrets(IEnumerable<WebhookSecretRow> rows, CancellationToken cancel)
    {
        var key = await Key(cancel);
        return [.. rows.Select(row => key.Open(row.Secret, OfSecret(row)))];
    }

    private ValueTask<DataKey> Key(CancellationToken cancel) => vault.Organisation(DataKeyKind.Organisation, cancel);

    private static byte[] OfAddress(Guid webhook) => Context.Of("webhook-address", webhook);

    private static byte[] OfSecret(WebhookSecretRow row) => Context.Of("webhook-secret", row.Id, row.WebhookId);
}
