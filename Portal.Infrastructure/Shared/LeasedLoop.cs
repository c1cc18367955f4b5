using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Portal.Infrastructure.Shared;

/// <summary>
/// Work that one node at a time does again and again. A failure is logged by its kind and the next turn tries anew: it never stops the host. The lease
/// outlives three turns and is given back at a clean stop.
/// </summary>
internal abstract partial class LeasedLoop(Leases leases, TimeProvider clock, ILogger logger) : BackgroundService
{
    /// <summary>The lease's stable name, at most 50 characters.</summary>
    protected abstract string Name { get; }

    protected abstract TimeSpan Every { get; }

    /// <summary>One turn. What it writes in the database it writes after <see cref="Leases.Confirm"/>, unless two nodes may do it side by side.</summary>
    protected abstract Task Turn(Lease lease, CancellationToken cancel);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        Lease? lease = null;
        try
        {
            do lease = await GuardedTurn(lease, stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await GiveBack(lease);
        }
    }

    private async Task<Lease?> GuardedTurn(Lease? held, CancellationToken cancel)
    {
        try
        {
            held = await leases.Take(Name, Every * 3, cancel);
            if (held is not null) await Turn(held, cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            await GiveBack(held);
            throw;
        }
        catch (Exception error)
        {
            // Its message may hold values of a row.
            LogFailed(logger, Name, error.GetType().Name);
        }

        return held;
    }

    private async Task GiveBack(Lease? lease)
    {
        if (lease is null) return;
        try
        {
            await leases.Release(lease, CancellationToken.None);
        }
        catch (Exception error)
        {
            LogFailed(logger, Name, error.GetType().Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A turn of {Loop} failed ({Error}); the next one tries again.")]
    private static partial void LogFailed(ILogger logger, string loop, string error);
}
