using Microsoft.EntityFrameworkCore;
using Portal.Domain.Shared;
using Portal.Domain.Webhooks;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Outbox;

namespace Portal.Infrastructure.Webhooks;

/// <summary>Signs a body with the secrets that are good now, sends it, and writes down what came of it.</summary>
internal sealed class WebhookTry(IDbContextFactory<PortalDbContext> contexts, WebhookVault vault, WebhookCaller caller, WebhookHealth health, TimeProvider clock)
{
    public async Task<WebhookAttempt> Send(WebhookRow webhook, Guid delivery, OutboxKind kind, byte[] body, CancellationToken cancel)
    {
        var (id, now) = (delivery.ToString("D"), clock.Now());
        var timestamp = WebhookSignature.Timestamp(now);
        var signature = WebhookSignature.Header(await Secrets(webhook.Id, now, cancel), id, timestamp, body);
        var answer = await caller.Post(await vault.Address(webhook, cancel), id, timestamp, signature, body, cancel);
        return await health.Tried(webhook.Id, delivery, kind, answer, cancel);
    }

    private async Task<IReadOnlyList<byte[]>> Secrets(Guid webhook, DateTimeOffset now, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var rows = await context.Set<WebhookSecretRow>().AsNoTracking().Where(row => row.WebhookId == webhook && (row.EndsAt == null || row.EndsAt > now)).OrderBy(row => row.EndsAt != null).ToListAsync(cancel);
        return await vault.Secrets(rows, cancel);
    }
}
