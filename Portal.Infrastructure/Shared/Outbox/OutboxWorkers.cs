using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Dialects;

namespace Portal.Infrastructure.Shared.Outbox;

/// <summary>A loop for each target, on every node that delivers.</summary>
internal sealed class OutboxWorkers(
    IEnumerable<IOutboxTarget> targets,
    IDbContextFactory<PortalDbContext> contexts,
    ISqlDialect dialect,
    DeliveryEnds ends,
    OutboxPauses pauses,
    IOptions<OutboxOptions> options,
    TimeProvider clock,
    ILogger<OutboxWorker> logger) : BackgroundService
{
    public OutboxWorker For(IOutboxTarget target) => new(target, contexts, dialect, ends, pauses, options.Value, clock, logger);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => options.Value.Delivers
        ? Task.WhenAll(targets.Select(target => Task.Run(() => For(target).Run(stoppingToken), CancellationToken.None)))
        : Task.CompletedTask;
}
