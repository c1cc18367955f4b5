using Microsoft.EntityFrameworkCore;
using Portal.Domain.Notifications;
using Portal.Domain.Shared;
using Portal.Domain.Webhooks;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Outbox;

namespace Portal.Infrastructure.Webhooks;

/// <summary>
/// Writes tries down, and lets a receiver rest at which too many failed in a row, on all nodes: after each rest one try finds out whether it is there again. So a dead
/// receiver with many conversations costs a try now and then, and not every place of every node.
/// </summary>
internal sealed class WebhookHealth(IDbContextFactory<PortalDbContext> contexts, TimeProvider clock)
{
    /// <summary>Null where this try may be made; else until when the receiver rests.</summary>
    public async Task<DateTimeOffset?> RestsUntil(WebhookRow webhook, CancellationToken cancel)
    {
        if (webhook.RetryAt is not { } until) return null;
        var now = clock.Now();
        if (now < until) return until;

        // The rest is over: whoever moves its end on is the one that looks, and the others wait for what it finds.
        var next = now + WebhookPace.Rest(now - (webhook.FailingSince ?? now));
        await using var context = await contexts.CreateDbContextAsync(cancel);
        return await One(context, webhook.Id).Where(row => row.RetryAt == until).ExecuteUpdateAsync(set => set.SetProperty(row => row.RetryAt, next), cancel) == 1 ? null : next;
    }

    /// <summary>The try, and what it means for the webhook.</summary>
    public async Task<WebhookAttempt> Tried(Guid webhook, Guid delivery, OutboxKind kind, WebhookAnswer answer, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var row = await Written(context, webhook, delivery, kind, answer, cancel);
        if (answer.Code is null)
        {
            await One(context, webhook).Where(stored => stored.FailingSince != null || stored.RetryAt != null).ExecuteUpdateAsync(
                set => set.SetProperty(stored => stored.FailingSince, (DateTimeOffset?)null).SetProperty(stored => stored.RetryAt, (DateTimeOffset?)null), cancel);
            return row.ToAttempt();
        }

        var now = row.At;
        await One(context, webhook).Where(stored => stored.FailingSince == null).ExecuteUpdateAsync(set => set.SetProperty(stored => stored.FailingSince, now), cancel);
        var last = await context.Set<WebhookAttemptRow>().Where(stored => stored.WebhookId == webhook).OrderByDescending(stored => stored.Id).Take(WebhookPace.FailuresInARow)
            .Select(stored => stored.Code != null).ToListAsync(cancel);
        if (last.Count < WebhookPace.FailuresInARow || last.Contains(false)) return row.ToAttempt();
        var since = await One(context, webhook).Select(stored => stored.FailingSince).SingleOrDefaultAsync(cancel) ?? now;
        var until = now + WebhookPace.Rest(now - since);
        await One(context, webhook).Where(stored => stored.RetryAt == null || stored.RetryAt < until).ExecuteUpdateAsync(set => set.SetProperty(stored => stored.RetryAt, until), cancel);
        return row.ToAttempt();
    }

    /// <summary>A delivery that is given up without a try, since the receiver rests.</summary>
    public async Task NotTried(Guid webhook, OutboxDeliveryRow delivery, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        await Written(context, webhook, delivery.Id, (OutboxKind)delivery.Kind, new WebhookAnswer(null, WebhookCodes.Down, TimeSpan.Zero), cancel);
    }

    private async Task<WebhookAttemptRow> Written(PortalDbContext context, Guid webhook, Guid delivery, OutboxKind kind, WebhookAnswer answer, CancellationToken cancel)
    {
        var now = clock.Now();
        var row = new WebhookAttemptRow
        {
            Id = Guid.CreateVersion7(now),
            WebhookId = webhook,
            DeliveryId = delivery,
            At = now,
            Kind = (short)kind,
            Status = answer.Status,
            Milliseconds = (int)answer.Took.TotalMilliseconds,
            Code = answer.Code,
        };
        context.Add(row);
        await context.SaveChangesAsync(cancel);
        return row;
    }

    private static IQueryable<WebhookRow> One(PortalDbContext context, Guid webhook) => context.Set<WebhookRow>().Where(row => row.Id == webhook);
}

internal static class WebhookAttempts
{
    public static WebhookAttempt ToAttempt(this WebhookAttemptRow row) =>
        new(new DeliveryId(row.DeliveryId), WebhookKinds.Word((OutboxKind)row.Kind), row.At.ToUniversalTime(), row.Status, TimeSpan.FromMilliseconds(row.Milliseconds), row.Code);
}
