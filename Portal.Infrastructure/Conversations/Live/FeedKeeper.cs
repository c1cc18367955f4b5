using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Portal.Domain.Identity;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Dialects;

namespace Portal.Infrastructure.Conversations.Live;

/// <summary>
/// Keeps the live feeds honest: whenever access may have changed (and every three seconds, since grants end by date) every hold decides again; every
/// thirty seconds every hold is told the head from the database, whatever it was told before; and who is active is written down, within a second of coming
/// or going too: somebody who has just come gets no mail about what is on the screen.
/// </summary>
internal sealed partial class FeedKeeper(
    FeedRegistry feeds,
    InboxRegistry inboxes,
    PresenceBoard presence,
    IAccessChanges changes,
    IDbContextFactory<PortalDbContext> contexts,
    ISqlDialect dialect,
    TimeProvider clock,
    ILogger<FeedKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan HeadsEvery = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan MovesEvery = TimeSpan.FromSeconds(1);

    /// <summary>A regular round takes this long: all holds at once would be a burst that messages wait behind, later would be too late for what ends by date.</summary>
    private static readonly TimeSpan RoundTakes = TimeSpan.FromSeconds(1);

    private const int Steps = 100;

    /// <summary>Fewer in a step would only make the round long.</summary>
    private const int AtOnce = 10;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(WatchAccess(stoppingToken), TellHeads(stoppingToken), NoteMoves(stoppingToken));

    private async Task WatchAccess(CancellationToken stopping)
    {
        var seen = changes.Version;
        while (!stopping.IsCancellationRequested)
        {
            await Guard(() => changes.WaitForChange(seen, stopping), stopping);
            var now = changes.Version;
            if (now != seen) CheckAll(now);
            else await Guard(() => CheckInTurn(now, stopping), stopping);
            seen = now;
        }
    }

    private void CheckAll(long version)
    {
        foreach (var hold in feeds.All) hold.SignalCheck();
        foreach (var hold in inboxes.All) hold.SignalCheck(version);
    }

    /// <summary>Given up for a change of access, which is told to all of them at once.</summary>
    private async Task CheckInTurn(long version, CancellationToken stopping)
    {
        var checks = feeds.All.Select(hold => (Action)hold.SignalCheck).Concat(inboxes.All.Select(hold => (Action)(() => hold.SignalCheck(version)))).ToList();
        await Spread(checks, () => changes.Version == version, stopping);
    }

    private async Task Spread(List<Action> signals, Func<bool> goesOn, CancellationToken stopping)
    {
        foreach (var some in signals.Chunk(Math.Max(AtOnce, (signals.Count + Steps - 1) / Steps)))
        {
            if (!goesOn()) return;
            foreach (var signal in some) signal();
            await Task.Delay(RoundTakes / Steps, clock, stopping);
        }
    }

    private async Task TellHeads(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(HeadsEvery, clock);
        while (await Tick(timer, stopping))
        {
            await Guard(() => Heads(stopping), stopping);
            await Guard(() => Write(presence.Active(), stopping), stopping);
        }
    }

    private async Task NoteMoves(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(MovesEvery, clock);
        while (await Tick(timer, stopping)) await Guard(() => Write(presence.TakeMoved(), stopping), stopping);
    }

    private async Task Heads(CancellationToken stopping)
    {
        foreach (var some in feeds.Conversations.Chunk(1_000))
        {
            await using var context = await contexts.CreateDbContextAsync(stopping);
            var heads = await context.Set<ConversationRow>().Where(row => some.Contains(row.Id)).Select(row => new { row.Id, row.HeadSequence }).ToListAsync(stopping);
            var signals = heads.SelectMany(head => feeds.Of(head.Id).Select(hold => (Action)(() => hold.SignalHead(head.HeadSequence)))).ToList();
            await Spread(signals, () => true, stopping);
        }
    }

    private async Task Write(IReadOnlyList<(Guid Person, DateTimeOffset At)> seen, CancellationToken stopping)
    {
        foreach (var some in seen.Chunk(1_000))
        {
            await using var context = await contexts.CreateDbContextAsync(stopping);
            await dialect.WritePresence(context.Database, some, stopping);
        }
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

    private async Task Guard(Func<Task> work, CancellationToken stopping)
    {
        try
        {
            await work();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The loop ends by itself.
        }
        catch (Exception error)
        {
            LogFailed(logger, error.GetType().Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A round of the live feeds failed: {Error}; the next one tries again.")]
    private static partial void LogFailed(ILogger logger, string error);
}
