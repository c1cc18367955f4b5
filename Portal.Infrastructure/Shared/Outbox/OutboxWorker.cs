using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Portal.Domain.Shared;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Dialects;

namespace Portal.Infrastructure.Shared.Outbox;

/// <summary>
/// One target's loop of one node: leases what is due and tries it, as many side by side as the target says, and looks for more as soon as one
/// ends. Nodes share the work by the rows' leases; one that dies in the middle of a try leaves it to be tried again, so that none is lost.
/// </summary>
internal sealed partial class OutboxWorker(
    IOutboxTarget target,
    IDbContextFactory<PortalDbContext> contexts,
    ISqlDialect dialect,
    DeliveryEnds ends,
    OutboxPauses pauses,
    OutboxOptions options,
    TimeProvider clock,
    ILogger<OutboxWorker> logger)
{
    /// <summary>How long a lease waits for more places to become free. Each is a transaction, and what is leased together is committed together later.</summary>
    private static readonly TimeSpan Company = TimeSpan.FromMilliseconds(5);
    private readonly Guid worker = Guid.CreateVersion7();

    public async Task Run(CancellationToken stopping)
    {
        var trying = new List<Task>();
        try
        {
            while (true)
            {
                var free = target.SideBySide - trying.Count;
                var leased = await LeaseOrNone(free, stopping);
                trying.AddRange(leased.Select(delivery => Task.Run(() => TryGuarded(delivery, stopping), CancellationToken.None)));
                await Task.WhenAny([.. trying, Task.Delay(options.Poll, clock, stopping)]);

                // More is due than could be taken: what ends now and in a moment is followed by one lease of several.
                if (leased.Count == free) await Task.WhenAny(Task.WhenAll(trying), Task.Delay(Company, clock, stopping));
                stopping.ThrowIfCancellationRequested();
                trying.RemoveAll(task => task.IsCompleted);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await Task.WhenAll(trying);
        }
    }

    /// <summary>Leases up to so many due deliveries, each the first of its lane.</summary>
    public async Task<List<OutboxDeliveryRow>> Lease(int limit, CancellationToken cancel)
    {
        var now = clock.Now();
        await using var context = await contexts.CreateDbContextAsync(cancel);
        return await dialect.LeaseDeliveries(context, target.Name, worker, now, now + options.Lease, limit, cancel);
    }

    /// <summary>
    /// One try and its end. Stopped in the middle of the effect, it writes nothing: the lease ends by itself and another try follows. An effect that
    /// was made is marked even by a node that stops.
    /// </summary>
    public async Task Try(OutboxDeliveryRow delivery, CancellationToken cancel)
    {
        if (await Result(delivery, cancel) is { } result) await ends.Write(delivery, result, CancellationToken.None);
    }

    /// <summary>Null where the delivery was replaced by those it stood for.</summary>
    private async Task<DeliveryResult?> Result(OutboxDeliveryRow delivery, CancellationToken cancel)
    {
        // More leases than tries allowed: each of the last ones took its process down with it.
        if (delivery.Attempts > options.Attempts) return new DeliveryResult.Failed("never-ended", ForGood: true);
        using var limit = new CancellationTokenSource(options.Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            if (!LateFanOut.IsOne(delivery)) return await target.Deliver(delivery, either.Token);
            var owed = await target.Owed([LateFanOut.EventOf(delivery)], either.Token);
            await ends.Replace(delivery, owed.Select(one => one.ToRow(target, delivery.Position, clock.Now())), cancel);
            return null;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            return new DeliveryResult.Failed("timeout");
        }
        catch (Exception error) when (!cancel.IsCancellationRequested)
        {
            // Its message may hold what was to be delivered, or to whom.
            return new DeliveryResult.Failed(error.GetType().Name);
        }
    }

    private async Task<List<OutboxDeliveryRow>> LeaseOrNone(int limit, CancellationToken stopping)
    {
        if (limit <= 0 || target.Rests is not null) return [];
        try
        {
            if (await pauses.Of(target.Name, stopping) is not null) return [];
            return await Lease(limit, stopping);
        }
        catch (Exception error) when (!stopping.IsCancellationRequested)
        {
            LogFailed(logger, target.Name, error.GetType().Name);
            return [];
        }
    }

    private async Task TryGuarded(OutboxDeliveryRow delivery, CancellationToken stopping)
    {
        try
        {
            await Try(delivery, stopping);
        }
        catch (Exception error)
        {
            if (!stopping.IsCancellationRequested) LogFailed(logger, target.Name, error.GetType().Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The loop of {Target} failed ({Error}) and goes on.")]
    private static partial void LogFailed(ILogger logger, string target, string error);
}
