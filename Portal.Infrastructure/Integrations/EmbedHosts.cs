using Microsoft.EntityFrameworkCore;
using Portal.Domain.Integrations;
using Portal.Domain.Shared;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Integrations;

/// <summary>All origins of all active integrations in one snapshot: they are few, and every live connection and embedded page asks.</summary>
internal sealed class EmbedHosts(IDbContextFactory<PortalDbContext> contexts, AccessChanges changes, TimeProvider clock) : IEmbedHosts
{
    private volatile Snapshot? kept;

    public async ValueTask<bool> IsRegistered(string origin, CancellationToken cancel) => (await Current(cancel)).All.Contains(origin);

    public async ValueTask<IReadOnlyList<string>> OriginsOf(IntegrationId integration, CancellationToken cancel) =>
        (await Current(cancel)).ByIntegration.TryGetValue(integration.Value, out var origins) ? origins : [];

    private async ValueTask<Snapshot> Current(CancellationToken cancel)
    {
        // Asked before the read: a change in between makes the snapshot old at birth, never young by mistake.
        var version = changes.Version;
        var now = clock.GetUtcNow();
        if (kept is { } snapshot && snapshot.Version == version && now - snapshot.At < AccessChanges.Trusted) return snapshot;
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var rows = await context.Set<IntegrationOriginRow>().AsNoTracking()
            .Where(row => context.Set<IntegrationRow>().Any(integration => integration.Id == row.IntegrationId && integration.IsActive))
            .OrderBy(row => row.Origin)
            .ToListAsync(cancel);
        return kept = new Snapshot(
            rows.Select(row => row.Origin).ToHashSet(StringComparer.Ordinal),
            rows.GroupBy(row => row.IntegrationId, row => row.Origin).ToDictionary(group => group.Key, group => (IReadOnlyList<string>)[.. group]),
            version,
            now);
    }

    private sealed record Snapshot(HashSet<string> All, Dictionary<Guid, IReadOnlyList<string>> ByIntegration, long Version, DateTimeOffset At);
}
