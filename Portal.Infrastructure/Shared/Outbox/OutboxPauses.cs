using Microsoft.EntityFrameworkCore;
using Portal.Domain.Shared;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Shared.Outbox;

/// <summary>
/// Targets that wait as a whole. The rows are durable, so that a pause outlives the node that began it; every node reads them at most a second late, and its own
/// pause at once. What is under way when a pause begins comes to its end.
/// </summary>
internal sealed class OutboxPauses(IDbContextFactory<PortalDbContext> contexts, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private readonly SemaphoreSlim reading = new(1);
    private IReadOnlyDictionary<string, OutboxPauseRow> known = new Dictionary<string, OutboxPauseRow>();
    private long readAt = long.MinValue;
    private int forgotten;

    /// <summary>The pause that stands, at most a second old; null where it goes on.</summary>
    public async ValueTask<OutboxPauseRow?> Of(string target, CancellationToken cancel)
    {
        if (!IsFresh)
        {
            await reading.WaitAsync(cancel);
            try
            {
                if (!IsFresh) await Read(cancel);
            }
            finally
            {
                reading.Release();
            }
        }

        return known.GetValueOrDefault(target);
    }

    /// <summary>Those that stand now.</summary>
    public async Task<IReadOnlyList<OutboxPauseRow>> All(CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        return await context.Set<OutboxPauseRow>().AsNoTracking().ToListAsync(cancel);
    }

    /// <summary>
    /// The target pauses itself and is asked at that time whether it may go on. A pause that stands already lasts as long as the later of the two says; an
    /// administrator's is never changed.
    /// </summary>
    public async Task Begin(string target, string code, DateTimeOffset askAt, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        if (!await context.Set<OutboxPauseRow>().AnyAsync(row => row.Target == target, cancel))
        {
            context.Add(new OutboxPauseRow { Target = target, Code = code, Since = clock.Now(), AskAt = askAt });
            try
            {
                await context.SaveChangesAsync(cancel);
            }
            catch (DbUpdateException)
            {
                // Another worker began one at the same moment: it stands for both.
            }
        }

        await Own(context, target).Where(row => row.AskAt < askAt).ExecuteUpdateAsync(set => set.SetProperty(row => row.AskAt, askAt).SetProperty(row => row.Code, code), cancel);
        Forget();
    }

    /// <summary>The answer was no: asked again at that time.</summary>
    public async Task AskAgain(string target, string code, DateTimeOffset askAt, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        await Own(context, target).ExecuteUpdateAsync(set => set.SetProperty(row => row.AskAt, askAt).SetProperty(row => row.Code, code), cancel);
        Forget();
    }

    /// <summary>Ends what the target began; an administrator's pause stays.</summary>
    public async Task End(string target, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        await Own(context, target).ExecuteDeleteAsync(cancel);
        Forget();
    }

    /// <summary>The next question reads the rows anew.</summary>
    public void Forget()
    {
        Interlocked.Increment(ref forgotten);
        Volatile.Write(ref readAt, long.MinValue);
    }

    public void Dispose() => reading.Dispose();

    private bool IsFresh => Volatile.Read(ref readAt) is var at && at != long.MinValue && clock.GetElapsedTime(at) < Fresh;

    private async Task Read(CancellationToken cancel)
    {
        // Before the read: what changes in between makes it old at birth, and what this node itself changes makes it worth nothing.
        var (now, before) = (clock.GetTimestamp(), Volatile.Read(ref forgotten));
        known = (await All(cancel)).ToDictionary(row => row.Target, StringComparer.Ordinal);
        Volatile.Write(ref readAt, now);
        if (Volatile.Read(ref forgotten) != before) Volatile.Write(ref readAt, long.MinValue);
    }

    private static IQueryable<OutboxPauseRow> Own(PortalDbContext context, string target) => context.Set<OutboxPauseRow>().Where(row => row.Target == target && row.PersonId == null);
}
