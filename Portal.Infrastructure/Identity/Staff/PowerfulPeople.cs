using Microsoft.EntityFrameworkCore;
using Portal.Domain.Identity;
using Portal.Domain.Identity.Staff;
using Portal.Domain.Shared;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Identity.Staff;

/// <summary>
/// Whoever opens the whole organisation, or waits to, is changed by people alone: an integration that could move such a person's mail address, let the suspended
/// one in again or put her into a care team would be more than it, and its key a way around "nobody grants herself".
/// </summary>
internal sealed class PowerfulPeople(StaffAccess access, TimeProvider clock)
{
    /// <summary>Null for a person as the actor. The caller's transaction holds the access version, so that nobody becomes one of these meanwhile.</summary>
    public async Task<Refusal?> Refuse(PortalDbContext context, Actor actor, IReadOnlyCollection<PersonId> people, CancellationToken cancel)
    {
        if (actor.Kind == ActorKind.Practitioner || people.Count == 0) return null;
        var (ids, since) = (people.Select(person => person.Value).ToList(), clock.GetUtcNow() - StaffRules.RequestLife);
        var waiting = context.Set<RoleRequestRow>().Where(row => row.Kind == (short)StaffRequestKind.Roles && row.DecidedAt == null && row.RequestedAt > since);
        var powerful = await context.Users.AsNoTracking()
            .Where(row => ids.Contains(row.Id) && ((row.Roles & (int)StaffRules.NeedSecondPerson) != 0 || waiting.Any(request => request.PersonId == row.Id)))
            .Select(row => (Guid?)row.Id).FirstOrDefaultAsync(cancel);
        return powerful is { } person ? await access.RefuseRequest(actor, StaffRequestKind.Roles, new PersonId(person), cancel) : null;
    }
}
