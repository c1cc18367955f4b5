using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Visits;

/// <summary>Renews the leases of the places that this node's connections hold.</summary>
internal sealed partial class CallHolder(CallRooms rooms, IDbContextFactory<PortalDbContext> contexts, TimeProvider clock, ILogger<CallHolder> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await Renew(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The leases end by themselves, or another node's connections take them over.
        }
    }

    private async Task Renew(CancellationToken cancel)
    {
        try
        {
            foreach (var some in rooms.All.Chunk(500))
            {
                var ids = some.Select(seat => seat.Id).ToList();
                var holders = some.Select(seat => seat.Holder).ToList();
                var until = clock.GetUtcNow() + CallDesk.HeldLease;
                await using var context = await contexts.CreateDbContextAsync(cancel);
                await context.Set<CallParticipantRow>().Where(row => ids.Contains(row.Id) && holders.Contains(row.Holder) && row.LeftAt == null)
                    .ExecuteUpdateAsync(row => row.SetProperty(one => one.LeaseUntil, until), cancel);
            }
        }
        catch (Exception error) when (!cancel.IsCancellationRequested)
        {
            LogFailed(logger, error.GetType().Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Leases of calls could not be renewed: {Error}")]
    private static partial void LogFailed(ILogger logger, string error);
}
