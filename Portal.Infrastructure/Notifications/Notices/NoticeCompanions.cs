using Microsoft.EntityFrameworkCore;
using Portal.Domain.Shared;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Outbox;

namespace Portal.Infrastructure.Notifications.Notices;

/// <summary>Another delivery that waits for the same person.</summary>
internal sealed record Companion(Guid Delivery, Guid Conversation);

/// <summary>
/// The deliveries that wait behind one in a person's lane and go into the same mail. They are leased with it before it is asked what is unread: a
/// message that comes after that question finds none that waits unleased, and makes a delivery of its own. A crash frees them with the lease's end.
/// </summary>
internal sealed class NoticeCompanions(IDbContextFactory<PortalDbContext> contexts, TimeProvider clock)
{
    public async Task<IReadOnlyList<Companion>> Take(OutboxDeliveryRow delivery, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        await Behind(context, delivery).Where(row => row.LeaseOwner == null).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.LeaseOwner, delivery.LeaseOwner).SetProperty(row => row.LeaseUntil, delivery.LeaseUntil),
            cancel);
        return await Taken(context, delivery).Select(row => new Companion(row.Id, row.ConversationId!.Value)).ToListAsync(cancel);
    }

    /// <summary>The mail told of these. The others that were taken are looked at by themselves.</summary>
    public async Task Told(OutboxDeliveryRow delivery, IReadOnlyList<Companion> told, CancellationToken cancel)
    {
        var now = clock.Now();
        var ids = told.Select(other => other.Delivery).ToList();
        await using var context = await contexts.CreateDbContextAsync(cancel);
        await Taken(context, delivery).Where(row => ids.Contains(row.Id)).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.State, (short)DeliveryState.Dropped).SetProperty(row => row.LastError, "told").SetProperty(row => row.EndedAt, now),
            cancel);
        await Taken(context, delivery).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.LeaseOwner, (Guid?)null).SetProperty(row => row.LeaseUntil, (DateTimeOffset?)null),
            cancel);
    }

    private static IQueryable<OutboxDeliveryRow> Taken(PortalDbContext context, OutboxDeliveryRow delivery) => Behind(context, delivery).Where(row => row.LeaseOwner == delivery.LeaseOwner);

    private static IQueryable<OutboxDeliveryRow> Behind(PortalDbContext context, OutboxDeliveryRow delivery) => context.Set<OutboxDeliveryRow>().Where(row =>
        row.Target == delivery.Target && row.Lane == delivery.Lane && row.State == (short)DeliveryState.Waiting && row.Id != delivery.Id && row.ConversationId != null);
}
