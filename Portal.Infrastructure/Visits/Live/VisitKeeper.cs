using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Portal.Domain.Identity;
using Portal.Domain.Visits;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Visits.Live;

/// <summary>
/// Keeps views of visits honest on each node: whenever access may have changed every viewer decides again; and every ten seconds who waits is looked at, since being
/// away and the estimate change by time alone, and a nudge may have been lost.
/// </summary>
internal sealed partial class VisitKeeper(
    VisitRegistry registry,
    CallRooms calls,
    IAccessChanges changes,
    IDbContextFactory<PortalDbContext> contexts,
    TimeProvider clock,
    ILogger<VisitKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);
    private readonly Dictionary<Guid, (long Version, bool IsAway)> seen = [];

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(WatchAccess(stoppingToken), WatchWaiting(stoppingToken));

    private async Task WatchAccess(CancellationToken stopping)
    {
        var known = changes.Version;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await changes.WaitForChange(known, stopping);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            known = changes.Version;
            foreach (var hold in registry.All) hold.SignalCheck();
            calls.CheckAll();
        }
    }

    private async Task WatchWaiting(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(LookEvery, clock);
        while (await Tick(timer, stopping))
        {
            try
            {
                await Look(stopping);
            }
            catch (Exception error) when (!stopping.IsCancellationRequested)
            {
                LogFailed(logger, error.GetType().Name);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>Tells of those that changed since this node last looked. An estimate moves with the minutes, so whoever waits is told once a minute too.</summary>
    private async Task Look(CancellationToken cancel)
    {
        var scopes = registry.Scopes.ToList();
        if (scopes.Count == 0) return;
        var now = clock.GetUtcNow();
        await using var context = await contexts.CreateDbContextAsync(cancel);
        short[] waiting = [(short)WaitingState.Waiting, (short)WaitingState.ReturnedToWaiting];
        var rows = await context.Set<VisitRow>().AsNoTracking()
            .Where(row => row.EndedAt == null && waiting.Contains(row.Waiting) && (scopes.Contains(row.CareTeamId) || scopes.Contains(row.ConversationId))).ToListAsync(cancel);
        var isWholeMinute = now.Second < LookEvery.TotalSeconds;
        foreach (var row in rows)
        {
            var state = (row.Version, VisitViews.IsAway(row, row.ToState(), now));
            if (seen.TryGetValue(row.Id, out var before) && before == state && !isWholeMinute) continue;
            seen[row.Id] = state;
            registry.Signal(row.CareTeamId, row.Id);
            registry.Signal(row.ConversationId, row.Id);
        }

        foreach (var gone in seen.Keys.Except(rows.Select(row => row.Id)).ToList()) seen.Remove(gone);
    }

    private static async Task<bool> Tick(PeriodicTimer timer, CancellationToken stopping)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Looking after who waits failed: {Error}; the next round tries again.")]
    private static partial void LogFailed(ILogger logger, string error);
}
