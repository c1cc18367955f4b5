using Microsoft.EntityFrameworkCore;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Shared.Outbox;

/// <summary>Another round of tries for what was given up, in its old place in the lane.</summary>
internal static class OutboxReplay
{
    /// <summary>Part of the caller's transaction; false where it is not parked.</summary>
    public static async Task<bool> Replay(PortalDbContext context, Guid delivery, DateTimeOffset now, CancellationToken cancel) =>
        await context.Set<OutboxDeliveryRow>().Where(row => row.Id == delivery && row.State == (short)DeliveryState.Parked).ExecuteUpdateAsync(
            set => set
                .SetProperty(row => row.State, (short)DeliveryState.Waiting)
                .SetProperty(row => row.Attempts, 0)
                .SetProperty(row => row.DueAt, now)
                .SetProperty(row => row.EndedAt, (DateTimeOffset?)null),
            cancel) == 1;
}
