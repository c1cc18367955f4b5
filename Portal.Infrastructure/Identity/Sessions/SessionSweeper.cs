using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Identity.SignIn;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Identity.Sessions;

/// <summary>
/// Once a minute writes down which sessions ended by themselves (they are nobody's from the very second, swept or not), and forgets what is past use:
/// old tickets, challenges, devices and ended sessions. Several nodes may do it side by side: each row is ended once.
/// </summary>
internal sealed partial class SessionSweeper(IDbContextFactory<PortalDbContext> contexts, AuditWriter audit, TimeProvider clock, ILogger<SessionSweeper> logger) : BackgroundService
{
    /// <summary>How long an ended session stays on record beside its audit events.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);
    private const int Batch = 500;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        do
        {
            try
            {
                await Sweep(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                LogFailed(logger, error.GetType().Name);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    internal async Task Sweep(CancellationToken cancel)
    {
        var now = clock.Now();
        var stamp = await audit.Stamp(cancel);
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var idle = now - IStaffSessions.IdleLimit;
        var over = await context.Set<StaffSessionRow>().AsNoTracking().Where(row => row.EndedAt == null && (row.EndsAt <= now || row.LastSeenAt <= idle))
            .OrderBy(row => row.LastSeenAt).Take(Batch).ToListAsync(cancel);
        foreach (var session in over) await End(context, session, stamp, idle, now, cancel);
        await Forget(context, now, cancel);
    }

    private static async Task End(PortalDbContext context, StaffSessionRow session, AuditStamp stamp, DateTimeOffset idle, DateTimeOffset now, CancellationToken cancel)
    {
        var isIdle = session.LastSeenAt <= idle;
        var endedAt = isIdle ? session.LastSeenAt + IStaffSessions.IdleLimit : session.EndsAt;
        await using var transaction = await context.Database.BeginTransactionAsync(cancel);
        var ended = await context.Set<StaffSessionRow>().Where(row => row.Id == session.Id && row.EndedAt == null && (row.EndsAt <= now || row.LastSeenAt <= idle))
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.EndedAt, endedAt), cancel);
        if (ended == 0) return;
        context.Add(stamp.Row(new AuditEntry(Actor.System, AuditAction.SessionEnded) { Subject = session.Id, Code = isIdle ? "idle" : "twelve-hours" }));
        await context.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
    }

    private static async Task Forget(PortalDbContext context, DateTimeOffset now, CancellationToken cancel)
    {
        var since = now - Kept;
        var known = now - Devices.Remembered;
        await context.Set<PasskeyChallengeRow>().Where(row => row.ExpiresAt <= now).ExecuteDeleteAsync(cancel);
        await context.Set<StaffTicketRow>().Where(row => row.ExpiresAt <= now).ExecuteDeleteAsync(cancel);
        await context.Set<StaffSessionRow>().Where(row => row.EndedAt <= since).ExecuteDeleteAsync(cancel);
        await context.Set<StaffDeviceRow>().Where(row => row.LastUsedAt <= known).ExecuteDeleteAsync(cancel);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Sweeping sessions failed ({Error}); the next turn tries again.")]
    private static partial void LogFailed(ILogger logger, string error);
}
