using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Portal.Domain.Identity;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Dialects;

namespace Portal.Infrastructure.Identity;

/// <summary>
/// Watches the access version. Every node asks the database once a second, so a lost notification costs a second and not a leak; a change made on this
/// node is seen at once. When the database does not answer the version moves on by itself, so that nobody trusts a cache that cannot be checked.
/// </summary>
internal sealed partial class AccessChanges(IDbContextFactory<PortalDbContext> contexts, ISqlDialect dialect, TimeProvider clock, ILogger<AccessChanges> logger)
    : BackgroundService, IAccessChanges
{
    /// <summary>Grants also begin and end by date, which bumps nothing; nothing decided is trusted for longer than this.</summary>
    public static readonly TimeSpan Trusted = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private readonly Lock gate = new();
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long stored;
    private long version = 1;

    public long Version => Interlocked.Read(ref version);

    public async Task WaitForChange(long seen, CancellationToken cancel)
    {
        Task waiting;
        lock (gate)
        {
            if (version != seen) return;
            waiting = changed.Task;
        }

        await Task.WhenAny(waiting, Task.Delay(Trusted, clock, cancel));
        cancel.ThrowIfCancellationRequested();
    }

    /// <summary>Part of a change of access: the bump commits with the change, or not at all. Call <see cref="Announce"/> after the commit.</summary>
    public Task Bump(PortalDbContext context, CancellationToken cancel) => dialect.BumpAccessVersion(context.Database, cancel);

    /// <summary>A change made here is committed: everybody on this node decides again now.</summary>
    public void Announce() => Move();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        do
        {
            try
            {
                await using var context = await contexts.CreateDbContextAsync(stoppingToken);
                var now = await context.Set<AccessVersionRow>().Where(row => row.Id == 1).Select(row => row.Version).SingleAsync(stoppingToken);
                if (now == stored) continue;
                stored = now;
                Move();
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                LogUnreadable(logger, error.GetType().Name);
                Move();
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private void Move()
    {
        TaskCompletionSource waiting;
        lock (gate)
        {
            version++;
            waiting = changed;
            changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        waiting.TrySetResult();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The access version cannot be read ({Error}); cached decisions are dropped.")]
    private static partial void LogUnreadable(ILogger logger, string error);
}
