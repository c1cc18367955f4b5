using Microsoft.Extensions.Logging;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Domain.Visits;

namespace Portal.Infrastructure.Visits.Live;

/// <summary>
/// One viewer of visits. Signals name visits; a turn decides again what the viewer may see, reads those visits, pushes what is new and tells gone what is no longer the
/// viewer's. Turns come one at a time with a short pause after each: a change that comes alone is told at once, and what a burst brings meanwhile becomes one read.
/// </summary>
internal sealed partial class VisitHold(Actor actor, IBoardViewer viewer, VisitScope scope, VisitRegistry registry, VisitViews views, TimeProvider clock, ILogger logger) : ILiveHold
{
    private const int ReadLimit = 200;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private readonly Lock gate = new();
    private readonly HashSet<Guid> due = [];
    private readonly HashSet<Guid> known = [];
    private HashSet<Guid> scopes = [];
    private bool isCheckDue;
    private bool hasBegun;
    private bool isInTurn;
    private bool hasEnded;

    /// <summary>Registers under what the viewer may see now; null where that is nothing, since it was refused.</summary>
    public async Task<Refusal?> Register(CancellationToken cancel)
    {
        var decided = await scope.Now(actor, cancel);
        if (decided.Refusal is { } refusal) return refusal;
        HashSet<Guid> wanted = [.. decided.Scopes];
        lock (gate)
        {
            if (hasEnded) return null;
            foreach (var one in wanted.Except(scopes)) registry.Add(one, this);
            foreach (var one in scopes.Except(wanted)) registry.Remove(one, this);
            scopes = wanted;
        }

        return null;
    }

    public async Task<IReadOnlyList<VisitView>> First(CancellationToken cancel)
    {
        HashSet<Guid> wanted;
        lock (gate) wanted = [.. scopes];
        var first = await views.Of(actor, visits => scope.First(visits, wanted, clock.GetUtcNow()), cancel);
        lock (gate) known.UnionWith(first.Select(visit => visit.Id.Value));
        return first;
    }

    public void Begin()
    {
        lock (gate) hasBegun = true;
        Wake();
    }

    public void Signal(Guid visit)
    {
        lock (gate)
        {
            if (hasEnded) return;
            due.Add(visit);
        }

        Wake();
    }

    /// <summary>Access may have changed.</summary>
    public void SignalCheck()
    {
        lock (gate)
        {
            if (hasEnded) return;
            isCheckDue = true;
        }

        Wake();
    }

    public ValueTask DisposeAsync()
    {
        End();
        return ValueTask.CompletedTask;
    }

    private void Wake()
    {
        lock (gate)
        {
            if (!hasBegun || isInTurn || hasEnded || (due.Count == 0 && !isCheckDue)) return;
            isInTurn = true;
        }

        _ = Task.Run(Turn);
    }

    private async Task Turn()
    {
        while (true)
        {
            Guid[] some;
            bool isCheck;
            lock (gate)
            {
                if (hasEnded || (due.Count == 0 && !isCheckDue))
                {
                    isInTurn = false;
                    return;
                }

                isCheck = isCheckDue;
                isCheckDue = false;
                some = [.. due.Take(ReadLimit)];
                due.ExceptWith(some);
            }

            if (!await Push(some, isCheck)) return;
            await Task.Delay(Pause, clock);
        }
    }

    private async Task<bool> Push(Guid[] some, bool isCheck)
    {
        IReadOnlyList<VisitView> now;
        HashSet<Guid> allowed;
        try
        {
            HashSet<Guid> before;
            lock (gate) before = [.. scopes];
            var refusal = await Register(CancellationToken.None);
            lock (gate) allowed = refusal is null ? scopes : [];
            if (isCheck && !allowed.SetEquals(before)) lock (gate) some = [.. some.Union(known)];
            now = some.Length == 0 ? [] : await views.Of(actor, visits => scope.Of(visits.Where(row => some.Contains(row.Id)), allowed), CancellationToken.None);
            if (isCheck && !allowed.IsSubsetOf(before)) now = [.. now.Concat(await First(CancellationToken.None)).DistinctBy(visit => visit.Id)];
        }
        catch (Exception error)
        {
            // The database is away: what was due stays due, and the next turn tries again.
            LogWaiting(logger, error.GetType().Name);
            lock (gate)
            {
                due.UnionWith(some);
                isCheckDue |= isCheck;
            }

            await Task.Delay(Patience, clock);
            return true;
        }

        try
        {
            foreach (var view in now)
            {
                lock (gate) known.Add(view.Id.Value);
                await viewer.Changed(view);
            }

            foreach (var gone in some.Except(now.Select(view => view.Id.Value)))
            {
                bool wasKnown;
                lock (gate) wasKnown = known.Remove(gone);
                if (wasKnown) await viewer.Gone(new VisitId(gone));
            }

            return true;
        }
        catch (Exception error)
        {
            LogEnded(logger, error.GetType().Name);
            End();
            return false;
        }
    }

    private void End()
    {
        lock (gate)
        {
            if (hasEnded) return;
            hasEnded = true;
            foreach (var one in scopes) registry.Remove(one, this);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A view of visits waits for the database: {Error}")]
    private static partial void LogWaiting(ILogger logger, string error);

    [LoggerMessage(Level = LogLevel.Debug, Message = "A viewer of visits ended: {Error}")]
    private static partial void LogEnded(ILogger logger, string error);
}
