using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Portal.Domain.Shared;
using Portal.Domain.Webhooks;
using Portal.Infrastructure.Shared;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Webhooks;

/// <summary>Clears away tries that nobody looks at any more, and secrets that have come to their end.</summary>
internal sealed class WebhookSweep(IDbContextFactory<PortalDbContext> contexts, Leases leases, TimeProvider clock, ILogger<WebhookSweep> logger)
    : LeaderLoop("webhook-sweep", TimeSpan.FromHours(1), leases, clock, logger)
{
    private readonly Leases leases = leases;
    private readonly TimeProvider clock = clock;

    protected override async Task Work(Lease lease, CancellationToken cancel)
    {
        var now = clock.Now();
        var over = now - WebhookRules.LogKept;
        await using var context = await contexts.CreateDbContextAsync(cancel);
        await using var transaction = await context.Database.BeginTransactionAsync(cancel);
        if (!await leases.Holds(context, lease, cancel)) return;
        await context.Set<WebhookAttemptRow>().Where(row => row.At < over).ExecuteDeleteAsync(cancel);
        await context.Set<WebhookSecretRow>().Where(row => row.EndsAt < now).ExecuteDeleteAsync(cancel);
        await transaction.CommitAsync(cancel);
    }
}
