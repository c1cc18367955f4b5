using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Shared.Outbox;

/// <summary>
/// Writes down how a try ended. Each write names the fence of the try's lease: one whose lease was taken over in the meantime changes nothing. What a
/// delivery carried is wiped with its end; a parked one keeps it to be replayed.
/// </summary>
internal sealed partial class DeliveryEnds(
    IDbContextFactory<PortalDbContext> contexts,
    AuditWriter audit,
    IOptions<OutboxOptions> options,
    TimeProvider clock,
    ILogger<DeliveryEnds> logger)
{
    public async Task Write(OutboxDeliveryRow delivery, DeliveryResult result, CancellationToken cancel)
    {
        if (result is DeliveryResult.Written) return;
        await using var context = await contexts.CreateDbContextAsync(cancel);
        switch (result)
        {
            case DeliveryResult.Done:
                await End(context, delivery, DeliveryState.Done, code: null, cancel);
                break;
            case DeliveryResult.Dropped(var code):
                await End(context, delivery, DeliveryState.Dropped, code, cancel);
                break;
            case DeliveryResult.NotYet(var dueAt):
                await Again(context, delivery, dueAt, delivery.Attempts - 1, delivery.LastError, cancel);
                break;
            case DeliveryResult.Failed(var code, var forGood) when forGood || delivery.Attempts >= options.Value.Attempts:
                await Park(context, delivery, code, cancel);
                break;
            case DeliveryResult.Failed failed:
                LogFailed(logger, delivery.Target, delivery.Id, delivery.Attempts, failed.Code);
                await Again(context, delivery, DueAgain(delivery, failed), delivery.Attempts, failed.Code, cancel);
                break;
        }
    }

    /// <summary>The deliveries that an event turned out to owe, and the end of the one that stood for it.</summary>
    public async Task Replace(OutboxDeliveryRow delivery, IEnumerable<OutboxDeliveryRow> by, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        await using var transaction = await context.Database.BeginTransactionAsync(cancel);
        if (await End(context, delivery, DeliveryState.Done, code: null, cancel) == 0) return;
        context.AddRange(by);
        await context.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
    }

    /// <summary>What the audit is told of a delivery that was given up.</summary>
    public static AuditEntry Parked(OutboxDeliveryRow delivery) => new(Actor.System, AuditAction.DeliveryParked, AuditOutcome.Failed)
    {
        Conversation = delivery.ConversationId is { } conversation ? new ConversationId(conversation) : null,
        Subject = delivery.Id,
        Code = delivery.Target,
    };

    /// <summary>What a target wrote itself of deliveries that were given up.</summary>
    public void Tell(DeliveryEnd parked) => LogParked(logger, parked.Delivery.Target, parked.Delivery.Id, parked.Delivery.Attempts, parked.Code ?? "");

    private DateTimeOffset DueAgain(OutboxDeliveryRow delivery, DeliveryResult.Failed failed)
    {
        var due = clock.Now() + Backoff.After(delivery.Attempts, Random.Shared.NextDouble());
        return failed.NotBefore is { } asked && asked > due ? asked : due;
    }

    private Task<int> End(PortalDbContext context, OutboxDeliveryRow delivery, DeliveryState state, string? code, CancellationToken cancel)
    {
        var now = clock.Now();
        return Mine(context, delivery).ExecuteUpdateAsync(
            set => set
                .SetProperty(row => row.State, (short)state)
                .SetProperty(row => row.EndedAt, now)
                .SetProperty(row => row.LastError, code)
                .SetProperty(row => row.Payload, (byte[]?)null)
                .SetProperty(row => row.LeaseOwner, (Guid?)null)
                .SetProperty(row => row.LeaseUntil, (DateTimeOffset?)null),
            cancel);
    }

    private static Task<int> Again(PortalDbContext context, OutboxDeliveryRow delivery, DateTimeOffset dueAt, int attempts, string? code, CancellationToken cancel) =>
        Mine(context, delivery).ExecuteUpdateAsync(
            set => set
                .SetProperty(row => row.DueAt, dueAt)
                .SetProperty(row => row.Attempts, attempts)
                .SetProperty(row => row.LastError, code)
                .SetProperty(row => row.LeaseOwner, (Guid?)null)
                .SetProperty(row => row.LeaseUntil, (DateTimeOffset?)null),
            cancel);

    private async Task Park(PortalDbContext context, OutboxDeliveryRow delivery, string code, CancellationToken cancel)
    {
        var parked = await audit.Row(Parked(delivery), cancel);
        await using var transaction = await context.Database.BeginTransactionAsync(cancel);
        var now = clock.Now();
        var mine = await Mine(context, delivery).ExecuteUpdateAsync(
            set => set
                .SetProperty(row => row.State, (short)DeliveryState.Parked)
                .SetProperty(row => row.EndedAt, now)
                .SetProperty(row => row.LastError, code)
                .SetProperty(row => row.LeaseOwner, (Guid?)null)
                .SetProperty(row => row.LeaseUntil, (DateTimeOffset?)null),
            cancel);
        if (mine == 0) return;
        context.Add(parked);
        await context.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        LogParked(logger, delivery.Target, delivery.Id, delivery.Attempts, code);
    }

    private static IQueryable<OutboxDeliveryRow> Mine(PortalDbContext context, OutboxDeliveryRow delivery) =>
        context.Set<OutboxDeliveryRow>().Where(row => row.Id == delivery.Id && row.State == (short)DeliveryState.Waiting && row.Fence == delivery.Fence);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Delivery {Delivery} to {Target} failed at try {Attempt}: {Code}")]
    private static partial void LogFailed(ILogger logger, string target, Guid delivery, int attempt, string code);

    [LoggerMessage(Level = LogLevel.Error, Message = "Delivery {Delivery} to {Target} is parked after try {Attempt}: {Code}")]
    private static partial void LogParked(ILogger logger, string target, Guid delivery, int attempt, string code);
}
