using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Portal.Infrastructure.Shared.Dialects;

internal partial interface ISqlDialect
{
    /// <summary>
    /// Takes the named lease where it is free, was not renewed in time, or is the owner's already; by the database's clock. The fence it is held under,
    /// which grows with each change of owner; null where somebody else holds it.
    /// </summary>
    Task<long?> TakeLease(DatabaseFacade database, string name, Guid owner, TimeSpan duration, CancellationToken cancel);

    /// <summary>
    /// Whether the lease is still the owner's under that fence. Locks its row to the end of the caller's transaction: nobody takes it over in between.
    /// </summary>
    Task<bool> HoldLease(DatabaseFacade database, string name, Guid owner, long fence, CancellationToken cancel);
}
