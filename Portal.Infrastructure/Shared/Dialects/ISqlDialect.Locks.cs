using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Portal.Infrastructure.Shared.Dialects;

internal partial interface ISqlDialect
{
    /// <summary>Waits for the lock of that name (at most 200 characters) and holds it to the end of the caller's transaction; it locks no row.</summary>
    Task LockName(DatabaseFacade database, string name, CancellationToken cancel);
}
