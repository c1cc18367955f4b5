using Microsoft.EntityFrameworkCore;
using Portal.Domain.Identity;
using Portal.Domain.Identity.Staff;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Identity.Staff;

/// <summary>Who may do what to whom among staff.</summary>
internal sealed class StaffAccess(AccessGate gate, IDirectoryKeys directories)
{
    public ValueTask<Refusal?> Refuse(Actor actor, CancellationToken cancel) => gate.Refuse(actor, CareAction.ManageStaff, AccessFacts.None, new Target(), cancel);

    /// <summary>Managing others is one thing, oneself another: that is <see cref="CareAction.GrantSelf"/>, which is nobody's.</summary>
    public ValueTask<Refusal?> Refuse(Actor actor, PersonId person, CancellationToken cancel)
    {
        var isOwn = actor.PersonId == person;
        return gate.Refuse(actor, isOwn ? CareAction.GrantSelf : CareAction.ManageStaff, new AccessFacts { IsOwn = isOwn }, new Target { Subject = person.Value }, cancel);
    }

    /// <summary>
    /// The actor was read before the lock: whoever was suspended or lost the role meanwhile, and a directory whose keys were revoked, changes nothing any more. Exact in a
    /// transaction that has bumped the access version, as every change of these does.
    /// </summary>
    public async Task<Refusal?> RefuseNow(PortalDbContext context, Actor actor, CancellationToken cancel)
    {
        switch (actor.Kind)
        {
            case ActorKind.Practitioner:
                var roles = await context.Users.Where(row => row.Id == actor.PersonId.Value && row.IsActive).Select(row => (int?)row.Roles).SingleOrDefaultAsync(cancel);
                return roles is { } now ? await Refuse(actor with { Roles = actor.Roles & (StaffRoles)now }, cancel) : Refusal.Unauthorized;
            case ActorKind.Integration:
                return actor.Integration is { } directory && await directories.MayManagePeople(context, directory, cancel) ? null : Refusal.Unauthorized;
            default:
                return null;
        }
    }

    /// <summary>Whether the actor may ask for what a second person must give. Asking is what the matrix answers with "second person".</summary>
    public async ValueTask<Refusal?> RefuseRequest(Actor actor, StaffRequestKind kind, PersonId person, CancellationToken cancel) =>
        AccessPolicy.Decide(actor, ActionOf(kind), AccessFacts.None) == Access.SecondPerson
            ? null
            : await gate.Refuse(actor, ActionOf(kind), AccessFacts.None, new Target { Subject = person.Value }, cancel);

    /// <summary>Whether the actor is the second person for this request: neither who asked nor whom it is about.</summary>
    public async ValueTask<Refusal?> RefuseApproval(Actor actor, RoleRequestRow request, CancellationToken cancel)
    {
        var target = new Target { Subject = request.PersonId };
        if (request.PersonId == actor.PersonId.Value) return await gate.Refuse(actor, CareAction.GrantSelf, new AccessFacts { IsOwn = true }, target, cancel);
        var facts = new AccessFacts { SecondPersonApproved = request.RequestedBy != actor.PersonId.Value };
        return await gate.Refuse(actor, ActionOf((StaffRequestKind)request.Kind), facts, target, cancel);
    }

    /// <summary>Active administrators beside this person; exact inside a transaction that has bumped the access version.</summary>
    public static Task<int> OtherAdministrators(PortalDbContext context, Guid person, CancellationToken cancel) =>
        context.Users.CountAsync(row => row.Id != person && row.IsActive && (row.Roles & (int)StaffRoles.Administrator) != 0, cancel);

    public static Task<bool> IsAdministrator(PortalDbContext context, Guid person, CancellationToken cancel) =>
        context.Users.AnyAsync(row => row.Id == person && row.IsActive && (row.Roles & (int)StaffRoles.Administrator) != 0, cancel);

    private static CareAction ActionOf(StaffRequestKind kind) => kind switch
    {
        StaffRequestKind.Roles => CareAction.GrantAdministratorOrAuditor,
        StaffRequestKind.SecondFactorReset => CareAction.ResetSecondFactor,
    };
}
