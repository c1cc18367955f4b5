using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Identity.Staff;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit;

namespace Portal.Infrastructure.Identity.Staff;

/// <summary>Takes somebody in: the account, its link by mail, and a request for what a second person must give.</summary>
internal sealed class StaffAdmission(StaffUnits units, StaffAccess access, StaffInvitations invitations, StaffRequests requests, AccessChanges changes, AuditWriter audit)
{
    public async Task<Outcome<RoleChange>> Invite(Actor actor, NewStaff person, CancellationToken cancel)
    {
        if (await access.Refuse(actor, cancel) is { } refusal) return refusal;
        if (StaffRules.Objection(person, mayHaveNoRole: actor.Kind == ActorKind.Integration) is { } objection) return objection;
        var requested = StaffRules.Split(StaffRoles.None, person.Roles).Requested;
        if (requested != StaffRoles.None && await access.RefuseRequest(actor, StaffRequestKind.Roles, default, cancel) is { } refused) return refused;
        var stamp = await audit.Stamp(cancel);
        await using var unit = units.Open();
        await using var transaction = await unit.Begin(cancel);
        await changes.Bump(unit.Context, cancel);
        if (await access.RefuseNow(unit.Context, actor, cancel) is { } lost) return lost;
        var admitted = await Admit(unit, actor, person, stamp, cancel);
        if (!admitted.IsOk) return admitted;
        await unit.Context.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        changes.Announce();
        return admitted;
    }

    /// <summary>Part of the caller's transaction, which has decided that the actor may, holds the access version, and saves.</summary>
    public async Task<Outcome<RoleChange>> Admit(StaffUnit unit, Actor actor, NewStaff person, AuditStamp stamp, CancellationToken cancel)
    {
        var (now, requested) = StaffRules.Split(StaffRoles.None, person.Roles);
        if (!(await invitations.Create(unit, person, now, cancel)).TryGet(out var account, out var taken)) return taken;
        unit.Context.Add(await invitations.Mail(unit, account, cancel));
        unit.Context.Add(stamp.Row(new AuditEntry(actor, AuditAction.StaffInvited) { Subject = account.Id, Code = StaffRequests.CodeOf("set", now) }));
        await requests.Replace(unit.Context, actor, account.Id, requested, stamp, cancel);
        return new RoleChange(new PersonId(account.Id), now, requested);
    }
}
