using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Notifications;
using Portal.Domain.Shared;
using Portal.Domain.Webhooks;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Outbox;

namespace Portal.Infrastructure.Webhooks;

/// <inheritdoc/>
internal sealed class WebhookService(
    IDbContextFactory<PortalDbContext> contexts, AccessGate gate, WebhookLog log, WebhookActs acts, WebhookTry tries, AuditWriter audit, TimeProvider clock) : IWebhooks
{
    public async Task<Outcome<IReadOnlyList<Webhook>>> List(Actor actor, CancellationToken cancel)
    {
        if (await Denied(actor, CareAction.ReadOrganisation, null, cancel) is { } denial) return denial;
        return (await log.List(only: null, cancel)).ToList();
    }

    public async Task<Outcome<IReadOnlyList<Webhook>>> Managed(Actor actor, CancellationToken cancel)
    {
        if (await Denied(actor, CareAction.ManageWebhooks, null, cancel) is { } denial) return denial;
        return (await log.List(actor.Integration, cancel)).ToList();
    }

    public async Task<Outcome<NewWebhookSecret>> Create(Actor actor, NewWebhook webhook, CancellationToken cancel)
    {
        if (await Denied(actor, CareAction.ManageWebhooks, null, cancel) is { } denial) return denial;
        if ((webhook.Integration ?? actor.Integration) is not { } integration) return Refusal.Invalid("integration", "is required");
        return actor.Integration is { } own && own != integration ? Refusal.NotFound : await acts.Create(actor, integration, webhook, cancel);
    }

    public Task<Outcome<Done>> Change(Actor actor, WebhookId webhook, WebhookChange change, CancellationToken cancel) =>
        OfTheirs(actor, webhook, _ => acts.Change(actor, webhook, change, cancel), cancel);

    public Task<Outcome<Done>> Remove(Actor actor, WebhookId webhook, CancellationToken cancel) => OfTheirs(actor, webhook, _ => acts.Remove(actor, webhook, cancel), cancel);

    public Task<Outcome<NewWebhookSecret>> RotateSecret(Actor actor, WebhookId webhook, CancellationToken cancel) =>
        OfTheirs(actor, webhook, _ => acts.RotateSecret(actor, webhook, cancel), cancel);

    public Task<Outcome<WebhookAttempt>> Test(Actor actor, WebhookId webhook, CancellationToken cancel) => OfTheirs(actor, webhook, row => Test(actor, row, cancel), cancel);

    public async Task<Outcome<Page<WebhookAttempt>>> Attempts(Actor actor, WebhookId webhook, PageRequest page, CancellationToken cancel)
    {
        if (await Denied(actor, CareAction.ReadOrganisation, webhook, cancel) is { } denial) return denial;
        return await log.Attempts(webhook, page, cancel);
    }

    public Task<Outcome<Page<WebhookAttempt>>> ManagedAttempts(Actor actor, WebhookId webhook, PageRequest page, CancellationToken cancel) =>
        OfTheirs(actor, webhook, _ => log.Attempts(webhook, page, cancel), cancel);

    public Task<Outcome<Done>> Replay(Actor actor, WebhookId webhook, DeliveryId delivery, CancellationToken cancel) =>
        OfTheirs(actor, webhook, _ => acts.Replay(actor, webhook, delivery, cancel), cancel);

    private async Task<Outcome<WebhookAttempt>> Test(Actor actor, WebhookRow webhook, CancellationToken cancel)
    {
        // Told before it is sent: a call to another's machine is made by somebody.
        await audit.WriteAlone(new AuditEntry(actor, AuditAction.WebhookTested) { Subject = webhook.Id }, cancel);
        var now = clock.Now();
        return await tries.Send(webhook, Guid.CreateVersion7(now), OutboxKind.WebhookTest, WebhookBodies.Test(new(webhook.Id), now), cancel);
    }

    /// <summary>The act on a webhook that is the actor's to manage: an integration's own, and an administrator's any.</summary>
    private async Task<Outcome<T>> OfTheirs<T>(Actor actor, WebhookId webhook, Func<WebhookRow, Task<Outcome<T>>> act, CancellationToken cancel)
    {
        if (await Denied(actor, CareAction.ManageWebhooks, webhook, cancel) is { } denial) return denial;
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var row = await context.Set<WebhookRow>().AsNoTracking().SingleOrDefaultAsync(stored => stored.Id == webhook.Value, cancel);
        if (row is not null && (actor.Integration is not { } own || own.Value == row.IntegrationId)) return await act(row);
        await gate.Record(actor, AuditAction.AccessRefused, nameof(CareAction.ManageWebhooks), new Target { Subject = webhook.Value }, cancel);
        return Refusal.NotFound;
    }

    private ValueTask<Refusal?> Denied(Actor actor, CareAction action, WebhookId? webhook, CancellationToken cancel) =>
        gate.Refuse(actor, action, actor.Standing(clock.GetUtcNow()), new Target { Subject = webhook?.Value }, cancel);
}
