using Portal.Domain.Shared;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Identity.Sessions;

/// <summary>A kind of session that is opened in a person's name elsewhere than at the portal's own sign-in, and ends with the person's.</summary>
internal interface ISessionEnds
{
    /// <summary>
    /// Ends every live one of the person, as part of the caller's transaction: the caller has bumped the access version and then locked the account
    /// (<see cref="StaffUnit.Hold(Guid, CancellationToken)"/>), in this order, and no row of a session before them.
    /// </summary>
    Task End(PortalDbContext context, PersonId person, DateTimeOffset now, CancellationToken cancel);
}
