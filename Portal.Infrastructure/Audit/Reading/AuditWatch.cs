using Microsoft.Extensions.Logging;
using Portal.Domain.Audit;
using Portal.Domain.Identity;

namespace Portal.Infrastructure.Audit.Reading;

/// <summary>
/// Asks for newer lines once a second. An event's id says when its act began, and acts commit in another order: each look reaches a few seconds behind the
/// look before, and what was told within that reach is kept, so that a late commit is told and none is told twice. An act that commits later still
/// is seen by whoever loads the page again.
/// </summary>
internal sealed partial class AuditWatch(Actor actor, AuditQuery query, IAuditViewer viewer, AuditReader reader, DateTimeOffset since, TimeProvider clock, ILogger logger) : IAuditWatch
{
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    /// <summary>As far back as the sealing looks every second.</summary>
    public static readonly TimeSpan Late = SealingNets.Near;

    private readonly CancellationTokenSource ended = new();
    private Dictionary<Guid, DateTimeOffset> told = [];
    private DateTimeOffset reached = since;
    private bool hasBegun;

    /// <summary>What the viewer has been given already.</summary>
    public void Shown(IEnumerable<AuditLine> lines)
    {
        foreach (var line in lines) told[line.Record.Id.Value] = line.Record.At;
        Forget();
    }

    public void Begin()
    {
        if (hasBegun) return;
        hasBegun = true;
        _ = Task.Run(Follow);
    }

    public async ValueTask DisposeAsync() => await ended.CancelAsync();

    private async Task Follow()
    {
        using var timer = new PeriodicTimer(Every, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(ended.Token) && await Look())
            {
                // Each turn is one look.
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The viewer has gone.
        }
        catch (Exception exception)
        {
            LogEnded(logger, exception.GetType().FullName!);
        }
    }

    /// <summary>False when nothing more is to be told.</summary>
    private async Task<bool> Look()
    {
        var now = clock.GetUtcNow();
        IReadOnlyList<AuditLine>? lines;
        try
        {
            lines = await reader.Since(actor, query, reached - Late, told.Keys.ToHashSet(), ended.Token);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The database is away: what is missed is within reach of the next look that goes well.
            LogLookFailed(logger, exception.GetType().FullName!);
            return true;
        }

        if (lines is null) return false;
        reached = now;
        Shown(lines);
        if (lines.Count > 0) await viewer.Appeared(lines);
        return true;
    }

    private void Forget() => told = told.Where(one => one.Value >= reached - Late).ToDictionary();

    [LoggerMessage(Level = LogLevel.Warning, Message = "A look at the newest audit events failed: {ExceptionType}")]
    private static partial void LogLookFailed(ILogger logger, string exceptionType);

    [LoggerMessage(Level = LogLevel.Information, Message = "A watch of the audit trail ended: {ExceptionType}")]
    private static partial void LogEnded(ILogger logger, string exceptionType);
}
