using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Notifications;
using Portal.Domain.Shared;
using Portal.Domain.Webhooks;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Integrations;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Network;
using Portal.Infrastructure.Shared.Outbox;

namespace Portal.Infrastructure.Webhooks;

/// <summary>Changes of webhooks, each with its audit row. Whether the actor may change that webhook was decided before.</summary>
internal sealed class WebhookActs(AccessTransaction access, WebhookVault vault, IOptions<WebhookOptions> options, TimeProvider clock)
{
    public async Task<Outcome<NewWebhookSecret>> Create(Actor actor, IntegrationId integration, NewWebhook wanted, CancellationToken cancel)
    {
        if (Objection(wanted.Name, wanted.Address, wanted.Events) is { } objection) return objection;
        var (id, now) = (Id.New<WebhookId>(), clock.Now());
        var (secret, shown) = await vault.NewSecret(id.Value, now, cancel);
        var sealedAddress = await vault.SealAddress(id.Value, wanted.Address, cancel);
        var refusal = await access.Run(
            Entry(actor, AuditAction.WebhookChanged, id, "created"),
            async context =>
            {
                // The integration's row orders this, so that the count holds.
                if (await context.Set<IntegrationRow>().Where(row => row.Id == integration.Value).ExecuteUpdateAsync(set => set.SetProperty(row => row.Name, row => row.Name), cancel) == 0) return Refusal.NotFound;
                if (await context.Set<WebhookRow>().CountAsync(row => row.IntegrationId == integration.Value, cancel) >= WebhookRules.AtMost) return WebhookRefusals.TooMany;
                context.Add(new WebhookRow
                {
                    Id = id.Value,
                    IntegrationId = integration.Value,
                    Name = wanted.Name,
                    Host = new Uri(wanted.Address).Authority,
                    Address = sealedAddress,
                    Events = (long)wanted.Events,
                    CreatedAt = now,
                });
                context.Add(secret);
                return null;
            },
            cancel);
        return refusal is null ? shown : refusal;
    }

    public async Task<Outcome<Done>> Change(Actor actor, WebhookId webhook, WebhookChange change, CancellationToken cancel)
    {
        if (Objection(change.Name, change.Address, change.Events) is { } objection) return objection;
        var sealedAddress = change.Address is { } address ? await vault.SealAddress(webhook.Value, address, cancel) : null;
        return await Run(Entry(actor, AuditAction.WebhookChanged, webhook, change.IsActive ? "changed" : "switched-off"), async context =>
        {
            if (await context.Set<WebhookRow>().SingleOrDefaultAsync(row => row.Id == webhook.Value, cancel) is not { } row) return Refusal.NotFound;
            (row.Name, row.Events) = (change.Name, (long)change.Events);

            // Whoever changes it has looked at it: it is tried at once.
            (row.IsActive, row.RetryAt) = (change.IsActive, null);
            if (sealedAddress is not null) (row.Address, row.Host) = (sealedAddress, new Uri(change.Address!).Authority);
            return null;
        }, cancel);
    }

    public Task<Outcome<Done>> Remove(Actor actor, WebhookId webhook, CancellationToken cancel) => Run(Entry(actor, AuditAction.WebhookChanged, webhook, "removed"), async context =>
        await context.Set<WebhookRow>().Where(row => row.Id == webhook.Value).ExecuteDeleteAsync(cancel) == 0 ? Refusal.NotFound : null, cancel);

    public async Task<Outcome<NewWebhookSecret>> RotateSecret(Actor actor, WebhookId webhook, CancellationToken cancel)
    {
        var now = clock.Now();
        var end = now + WebhookRules.Overlap;
        var (secret, shown) = await vault.NewSecret(webhook.Value, now, cancel);
        var outcome = await Run(Entry(actor, AuditAction.WebhookSecretRotated, webhook, null), async context =>
        {
            // The row orders rotations: whatever happens at once, one secret is the newest and at most one other is still good.
            if (await context.Set<WebhookRow>().Where(row => row.Id == webhook.Value).ExecuteUpdateAsync(set => set.SetProperty(row => row.Name, row => row.Name), cancel) == 0) return Refusal.NotFound;
            var secrets = context.Set<WebhookSecretRow>().Where(row => row.WebhookId == webhook.Value);
            await secrets.Where(row => row.EndsAt != null).ExecuteDeleteAsync(cancel);
            await secrets.ExecuteUpdateAsync(set => set.SetProperty(row => row.EndsAt, end), cancel);
            context.Add(secret);
            return null;
        }, cancel);
        return outcome.Map(_ => shown);
    }

    public Task<Outcome<Done>> Replay(Actor actor, WebhookId webhook, DeliveryId delivery, CancellationToken cancel) =>
        Run(new AuditEntry(actor, AuditAction.DeliveryReplayed) { Subject = delivery.Value, Code = WebhookTarget.TargetName }, async context =>
        {
            var lanes = WebhookLane.Start(webhook.Value);
            if (!await context.Set<OutboxDeliveryRow>().AnyAsync(row => row.Id == delivery.Value && row.Target == WebhookTarget.TargetName && row.Lane.StartsWith(lanes), cancel)) return Refusal.NotFound;
            if (!await OutboxReplay.Replay(context, delivery.Value, clock.Now(), cancel)) return DeliveryRefusals.NotParked;
            await context.Set<WebhookRow>().Where(row => row.Id == webhook.Value).ExecuteUpdateAsync(set => set.SetProperty(row => row.RetryAt, (DateTimeOffset?)null), cancel);
            return null;
        }, cancel);

    private Refusal? Objection(string name, string? address, WebhookEvents events)
    {
        var allowsPrivate = options.Value.AllowPrivateAddresses;
        if ((WebhookRules.NameObjection(name) ?? WebhookRules.EventsObjection(events)) is { } objection) return objection;
        if (address is null) return null;
        if (WebhookRules.AddressObjection(address, allowsPrivate) is { } wrong) return wrong;
        return IPAddress.TryParse(new Uri(address).IdnHost, out var written) && !new AddressGuard(allowsPrivate).Allows(written) ? WebhookRefusals.AddressForbidden : null;
    }

    private async Task<Outcome<Done>> Run(AuditEntry entry, Func<PortalDbContext, Task<Refusal?>> change, CancellationToken cancel) =>
        await access.Run(entry, change, cancel) is { } refusal ? refusal : Done.It;

    private static AuditEntry Entry(Actor actor, AuditAction action, WebhookId webhook, string? code) => new(actor, action) { Subject = webhook.Value, Code = code };
}
