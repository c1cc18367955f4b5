using Microsoft.EntityFrameworkCore;
using Portal.Domain.Webhooks;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Integrations;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Webhooks;

/// <summary>A webhook that is told of something.</summary>
internal sealed record ActiveWebhook(Guid Id, Guid Integration, WebhookEvents Events);

/// <summary>The active webhooks of active integrations in one snapshot: they are few, and every event asks. Dropped with each change of access, which a change of a webhook is.</summary>
internal sealed class WebhookRegister(IDbContextFactory<PortalDbContext> contexts, AccessChanges changes, TimeProvider clock)
{
    private volatile Snapshot? kept;

    public async ValueTask<IReadOnlyList<ActiveWebhook>> Active(CancellationToken cancel)
    {
        // Asked before the read: a change in between makes the snapshot old at birth, never young by mistake.
        var version = changes.Version;
        var now = clock.GetUtcNow();
        if (kept is { } snapshot && snapshot.Version == version && now - snapshot.At < AccessChanges.Trusted) return snapshot.Webhooks;
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var rows = await context.Set<WebhookRow>().AsNoTracking()
            .Where(row => row.IsActive && context.Set<IntegrationRow>().Any(integration => integration.Id == row.IntegrationId && integration.IsActive))
            .OrderBy(row => row.Id)
            .Select(row => new { row.Id, row.IntegrationId, row.Events })
            .ToListAsync(cancel);
        var read = new Snapshot(rows.ConvertAll(row => new ActiveWebhook(row.Id, row.IntegrationId, (WebhookEvents)row.Events)), version, now);
        kept = read;
        return read.Webhooks;
    }

    private sealed record Snapshot(IReadOnlyList<ActiveWebhook> Webhooks, long Version, DateTimeOffset At);
}
