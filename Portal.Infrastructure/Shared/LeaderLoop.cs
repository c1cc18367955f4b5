using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Portal.Infrastructure.Shared;

/// <summary>
/// Background work that one node at a time does. Every node asks for the lease at every tick; who has it works, and what fails is logged by its type
/// and tried again at the next tick. A stopping leader hands the lease on.
/// </summary>
internal abstract partial class LeaderLoop(string name, TimeSpan every, Leases leases, TimeProvider clock, ILogger logger) : BackgroundService
{
    /// <summary>How long a dead leader is missed at most. Work that takes longer is still safe by its fence.</summary>
    private static readonly TimeSpan Held = TimeSpan.FromSeconds(15);

    /// <summary>One round. Each of its transactions asks <see cref="Leases.Holds"/>.</summary>
    protected abstract Task Work(Lease lease, CancellationToken cancel);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(every, clock);
        Lease? lease = null;
        try
        {
            do lease = await Round(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            if (lease is not null) await HandOn(lease);
        }
    }

    private async Task<Lease?> Round(CancellationToken cancel)
    {
        Lease? lease = null;
        try
        {
            lease = await leases.Take(name, Held, cancel);
            if (lease is not null) await Work(lease, cancel);
        }
        catch (Exception error) when (!cancel.IsCancellationRequested)
        {
            LogFailed(logger, name, error.GetType().Name);
        }
        catch (Exception) when (lease is not null)
        {
            // Stopped in the middle: the lease must still be handed on.
        }

        return lease;
    }

    private async Task HandOn(Lease lease)
    {
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2));
            await leases.Release(lease, limit.Token);
        }
        catch (Exception error)
        {
            LogFailed(logger, name, error.GetType().Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The {Name} loop failed ({Error}) and goes on.")]
    private static partial void LogFailed(ILogger logger, string name, string error);
}
