using Microsoft.EntityFrameworkCore;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Identity;

/// <summary>Acts of one member of staff, one after the other: what is counted before it is allowed cannot be passed by acting twenty times at once.</summary>
internal static class StaffTurns
{
    /// <summary>
    /// Waits for the person's earlier turns; held until the transaction ends. Nothing in a turn may ask for a second connection: those who wait hold one each, and
    /// could have taken the last of the pool.
    /// </summary>
    public static Task TakeTurn(this PortalDbContext context, Guid person, CancellationToken cancel) =>
        context.Users.Where(row => row.Id == person).ExecuteUpdateAsync(set => set.SetProperty(row => row.SecurityStamp, row => row.SecurityStamp), cancel);
}
