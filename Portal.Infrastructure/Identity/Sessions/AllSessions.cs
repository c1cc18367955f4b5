using Portal.Domain.Shared;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Identity.Sessions;

/// <summary>Everything that a person has open: the sign-ins at the portal, and the sessions that hosts opened in the person's name.</summary>
internal sealed class AllSessions(IEnumerable<ISessionEnds> others, TimeProvider clock)
{
    /// <summary>Part of the caller's transaction; the locks are held in the order that <see cref="ISessionEnds.End"/> says.</summary>
    public async Task End(PortalDbContext context, Guid person, CancellationToken cancel)
    {
        var now = clock.Now();
        await SessionEnd.All(context, person, except: null, now, cancel);
        foreach (var other in others) await other.End(context, new PersonId(person), now, cancel);
    }
}
