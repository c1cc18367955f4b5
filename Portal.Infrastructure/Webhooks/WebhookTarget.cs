using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Domain.Webhooks;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Integrations;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Outbox;

namespace Portal.Infrastructure.Webhooks;

/// <summary>
/// Events to integrations' own addresses. A lane is one webhook and one conversation; everything is asked again at the try: whether the webhook is there and wants it,
/// and whether the integration may still know.
/// </summary>
internal sealed class WebhookTarget(
    IDbContextFactory<PortalDbContext> contexts,
    WebhookFanOut fanOut,
    WebhookBodies bodies,
    WebhookPlaces places,
    WebhookHealth health,
    WebhookTry tries,
    AccessTransaction access,
    TimeProvider clock) : IOutboxTarget
{
    public const string TargetName = "webhook";

    /// <summary>How long a delivery waits for a place of its webhook's.</summary>
    private static readonly TimeSpan Crowded = TimeSpan.FromSeconds(1);

    public string Name => TargetName;

    public int SideBySide => WebhookPlaces.All;

    public bool Wants(OutboxKind kind) => WebhookKinds.Event(kind) != WebhookEvents.None;

    public Task<IReadOnlyList<OwedDelivery>> Owed(IReadOnlyList<OutboxEventRow> events, CancellationToken cancel) => fanOut.Owed(events, cancel);

    public async Task<DeliveryResult> Deliver(OutboxDeliveryRow delivery, CancellationToken cancel)
    {
        if (await Active(WebhookLane.Webhook(delivery.Lane), cancel) is not { } webhook) return new DeliveryResult.Dropped("webhook-off");
        if (((WebhookEvents)webhook.Events & WebhookKinds.Event((OutboxKind)delivery.Kind)) == WebhookEvents.None) return new DeliveryResult.Dropped("not-wanted");
        if (await bodies.Of(webhook.IntegrationId, delivery, cancel) is not { } body) return new DeliveryResult.Dropped("not-reached");
        using var place = places.Take(webhook.Id, webhook.IntegrationId);
        if (place is null) return new DeliveryResult.NotYet(clock.Now() + Crowded);
        if (await health.RestsUntil(webhook, cancel) is { } until) return await Rests(webhook, delivery, until, cancel);
        return await End(webhook, delivery, await tries.Send(webhook, delivery.Id, (OutboxKind)delivery.Kind, body, cancel), cancel);
    }

    private async Task<DeliveryResult> Rests(WebhookRow webhook, OutboxDeliveryRow delivery, DateTimeOffset until, CancellationToken cancel)
    {
        if (clock.Now() - delivery.CreatedAt < WebhookPace.GivenUpAfter) return new DeliveryResult.NotYet(until);
        await health.NotTried(webhook.Id, delivery, cancel);
        return new DeliveryResult.Failed(WebhookCodes.Down, ForGood: true);
    }

    private async Task<DeliveryResult> End(WebhookRow webhook, OutboxDeliveryRow delivery, WebhookAttempt attempt, CancellationToken cancel)
    {
        if (attempt.Code is not { } code) return new DeliveryResult.Done();
        if (code == WebhookCodes.Gone)
        {
            await SwitchOff(webhook, cancel);
            return new DeliveryResult.Dropped(code);
        }

        return WebhookPace.Again(delivery.CreatedAt, clock.Now(), delivery.Attempts, Random.Shared.NextDouble()) is { } again
            ? new DeliveryResult.Failed(code) { NotBefore = again }
            : new DeliveryResult.Failed(code, ForGood: true);
    }

    /// <summary>The receiver has said that it is gone for good (410): somebody must switch the webhook on again.</summary>
    private Task<Refusal?> SwitchOff(WebhookRow webhook, CancellationToken cancel) => access.Run(
        new AuditEntry(Actor.System, AuditAction.WebhookChanged) { Subject = webhook.Id, Code = WebhookCodes.Gone },
        async context =>
        {
            var off = await context.Set<WebhookRow>().Where(row => row.Id == webhook.Id && row.IsActive).ExecuteUpdateAsync(set => set.SetProperty(row => row.IsActive, false), cancel);
            return off == 0 ? Refusal.NotFound : null;
        },
        cancel);

    private async Task<WebhookRow?> Active(Guid webhook, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        return await context.Set<WebhookRow>().AsNoTracking().SingleOrDefaultAsync(
            row => row.Id == webhook && row.IsActive && context.Set<IntegrationRow>().Any(integration => integration.Id == row.IntegrationId && integration.IsActive), cancel);
    }
}
