using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Portal.Domain.Audit;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Conversations;
using Portal.Infrastructure.Shared;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Dialects;

namespace Portal.Infrastructure.Integrations.Usage;

/// <summary>
/// Counts each hour, from the audit, what integrations used on the days since it last did: each day whole and anew, so that counting again gives the same, and a day that
/// was missed is made good.
/// </summary>
internal sealed class UsageCount(IDbContextFactory<PortalDbContext> contexts, ISqlDialect dialect, Leases leases, TimeProvider clock, ILogger<UsageCount> logger)
    : LeaderLoop("usage-count", TimeSpan.FromHours(1), leases, clock, logger)
{
    /// <summary>How far back it looks where nothing was counted yet.</summary>
    private const int DaysAtFirst = 31;

    private readonly Leases leases = leases;
    private readonly TimeProvider clock = clock;

    /// <summary>One round, as the leader.</summary>
    public Task Count(Lease lease, CancellationToken cancel) => Work(lease, cancel);

    protected override async Task Work(Lease lease, CancellationToken cancel)
    {
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        for (var day = await Since(today, cancel); day <= today; day = day.AddDays(1)) await Write(lease, day, cancel);
    }

    /// <summary>The day before the last that was counted: what committed late around midnight is counted as well.</summary>
    private async Task<DateOnly> Since(DateOnly today, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var last = await context.Set<UsageDayRow>().MaxAsync(row => (DateOnly?)row.Day, cancel);
        return last is { } day && day > today.AddDays(-DaysAtFirst) ? day.AddDays(-1) : today.AddDays(-DaysAtFirst);
    }

    private async Task Write(Lease lease, DateOnly day, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var rows = await Counted(context, day, cancel);
        await using var transaction = await context.Database.BeginTransactionAsync(cancel);
        if (!await leases.Holds(context, lease, cancel)) throw new LeaseLostException(lease.Name);
        await context.Set<UsageDayRow>().Where(row => row.Day == day).ExecuteDeleteAsync(cancel);
        context.AddRange(rows);
        await context.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
    }

    private async Task<IReadOnlyList<UsageDayRow>> Counted(PortalDbContext context, DateOnly day, CancellationToken cancel)
    {
        var begin = new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        var acts = dialect.Between(context.Set<AuditEventRow>().AsNoTracking(), begin, begin.AddDays(1)).Where(row => row.IntegrationId != null && row.Outcome == (short)AuditOutcome.Succeeded);
        var counts = await acts
            .Where(row => row.Action == (short)AuditAction.SessionCreated || row.Action == (short)AuditAction.MessagePosted || row.Action == (short)AuditAction.CallJoined)
            .GroupBy(row => new { row.IntegrationId, row.Action })
            .Select(group => new { group.Key.IntegrationId, group.Key.Action, Count = group.LongCount() })
            .ToListAsync(cancel);
        var bytes = await acts.Where(row => row.Action == (short)AuditAction.MessagePosted)
            .Join(context.Set<ConversationEventRow>(), row => new { row.ConversationId, row.Sequence }, posted => new { ConversationId = (Guid?)posted.ConversationId, Sequence = (long?)posted.Sequence }, (row, posted) => new { row.IntegrationId, Length = (long)posted.Body.Length })
            .GroupBy(row => row.IntegrationId)
            .Select(group => new { group.Key, Bytes = group.Sum(row => row.Length) })
            .ToDictionaryAsync(group => group.Key!.Value, group => group.Bytes, cancel);
        return
        [
            .. from row in counts
               group row by row.IntegrationId!.Value into one
               let of = one.ToDictionary(row => (AuditAction)row.Action, row => row.Count)
               select new UsageDayRow
               {
                   IntegrationId = one.Key,
                   Day = day,
                   Sessions = of.GetValueOrDefault(AuditAction.SessionCreated),
                   Messages = of.GetValueOrDefault(AuditAction.MessagePosted),
                   Calls = of.GetValueOrDefault(AuditAction.CallJoined),
                   Bytes = bytes.GetValueOrDefault(one.Key),
               },
        ];
    }
}
