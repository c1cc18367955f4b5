using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Portal.Domain.Integrations;
using Portal.Domain.Shared;
using Portal.Infrastructure.Shared;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Integrations;

/// <summary>Clears away chains that are long over, with their tokens, and used assertions that would be refused for their age anyway.</summary>
internal sealed class SessionSweep(IDbContextFactory<PortalDbContext> contexts, Leases leases, TimeProvider clock, ILogger<SessionSweep> logger)
    : LeaderLoop("session-sweep", TimeSpan.FromMinutes(10), leases, clock, logger)
{
    /// <summary>Whoever comes back with a token of the day before is still told that the session expired, not that the token is unknown.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    private readonly Leases leases = leases;
    private readonly TimeProvider clock = clock;

    protected override async Task Work(Lease lease, CancellationToken cancel)
    {
        var now = clock.Now();
        var over = now - SessionRules.ChainLength - Kept;
        await using var context = await contexts.CreateDbContextAsync(cancel);
        await using var transaction = await context.Database.BeginTransactionAsync(cancel);
        if (!await leases.Holds(context, lease, cancel)) return;
        await context.Set<WidgetSessionRow>().Where(row => row.BegunAt < over).ExecuteDeleteAsync(cancel);
        await context.Set<AssertionUseRow>().Where(row => row.ExpiresAt < now).ExecuteDeleteAsync(cancel);
        await transaction.CommitAsync(cancel);
    }
}
