using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Portal.Infrastructure.Shared.Dialects;

/// <summary>
/// All hand-written SQL of the portal, one implementation a provider; partial over the features that need it. Everything else goes through EF Core.
/// </summary>
internal partial interface ISqlDialect
{
    /// <summary>Gives the runtime role what it needs on every table, and no UPDATE or DELETE on the append-only ones.</summary>
    Task Grant(DatabaseFacade database, string role, IReadOnlyList<string> appendOnly, CancellationToken cancel);

    /// <summary>Moves the access version on, as part of the change's own transaction.</summary>
    Task BumpAccessVersion(DatabaseFacade database, CancellationToken cancel);
}
