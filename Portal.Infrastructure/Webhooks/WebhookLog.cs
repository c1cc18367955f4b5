using Microsoft.EntityFrameworkCore;
using Portal.Domain.Shared;
using Portal.Domain.Webhooks;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Outbox;

namespace Portal.Infrastructure.Webhooks;

/// <summary>Reads webhooks and their tries, for whoever was allowed to before.</summary>
internal sealed class WebhookLog(IDbContextFactory<PortalDbContext> contexts, TimeProvider clock)
{
    /// <summary>Those of one integration, or all.</summary>
    public async Task<IReadOnlyList<Webhook>> List(IntegrationId? only, CancellationToken cancel)
    {
        var (integration, now) = (only?.Value, clock.Now());
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var rows = await context.Set<WebhookRow>().AsNoTracking().Where(row => integration == null || row.IntegrationId == integration).OrderBy(row => row.Name).ThenBy(row => row.Id).ToListAsync(cancel);
        var old = await context.Set<WebhookSecretRow>().Where(row => row.EndsAt > now).GroupBy(row => row.WebhookId).Select(group => new { group.Key, EndsAt = group.Max(row => row.EndsAt) })
            .ToDictionaryAsync(group => group.Key, group => group.EndsAt, cancel);
        return rows.ConvertAll(row => new Webhook(new(row.Id), new(row.IntegrationId), row.Name, row.Host, (WebhookEvents)row.Events, row.IsActive, row.CreatedAt.ToUniversalTime())
        {
            FailingSince = row.FailingSince?.ToUniversalTime(),
            RestsUntil = row.RetryAt > now ? row.RetryAt?.ToUniversalTime() : null,
            OldSecretUntil = old.GetValueOrDefault(row.Id)?.ToUniversalTime(),
        });
    }

    public async Task<Outcome<Page<WebhookAttempt>>> Attempts(WebhookId webhook, PageRequest page, CancellationToken cancel)
    {
        if (page.Limit is < 1 or > PageRequest.MaxLimit) return Refusal.Invalid("limit", "must be 1 to 200");
        var behind = Guid.Empty;
        if (page.Cursor is { } cursor && !Guid.TryParseExact(cursor, "N", out behind)) return Refusal.Invalid("cursor", "is not one that was given out");
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var rows = context.Set<WebhookAttemptRow>().AsNoTracking().Where(row => row.WebhookId == webhook.Value);
        if (page.Cursor is not null) rows = rows.Where(row => row.Id < behind);
        var found = await rows.OrderByDescending(row => row.Id).Take(page.Limit + 1).ToListAsync(cancel);
        var shown = found.Take(page.Limit).ToList();
        var deliveries = shown.Select(row => row.DeliveryId).Distinct().ToArray();
        var parked = await context.Set<OutboxDeliveryRow>().Where(row => deliveries.Contains(row.Id) && row.State == (short)DeliveryState.Parked).Select(row => row.Id).ToHashSetAsync(cancel);
        return new Page<WebhookAttempt>(shown.ConvertAll(row => row.ToAttempt() with { IsParked = parked.Contains(row.DeliveryId) }), found.Count > page.Limit ? shown[^1].Id.ToString("N") : null);
    }
}
