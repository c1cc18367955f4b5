using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Identity.Staff;
using Portal.Domain.Shared;
using Portal.Infrastructure.Identity.Sessions;
using Portal.Infrastructure.Identity.SignIn;

namespace Portal.Infrastructure.Identity.Staff;

/// <summary>Makes somebody's account otherwise: details, roles, standing. Each part refuses for itself, and then nothing of the whole is done.</summary>
internal sealed class StaffChanges(StaffAccess access, PowerfulPeople powerful, StaffDetails details, StaffRequests requests, AllSessions sessions)
{
    private static readonly StaffChange Suspension = new() { IsActive = false };

    public async Task<Outcome<RoleChange>> Do(StaffAct act, StaffChange change, CancellationToken cancel)
    {
        if (change != Suspension && await powerful.Refuse(act.Unit.Context, act.Actor, [act.Person], cancel) is { } denied) return denied;
        if (await details.Change(act, change, cancel) is { } wrong) return wrong;
        var requested = StaffRoles.None;
        if (change.RolesAfter((StaffRoles)act.Account.Roles) is { } roles)
        {
            var (waits, refusal) = await SetRoles(act, roles, cancel);
            if (refusal is not null) return refusal;
            requested = waits;
        }

        if (change.IsActive is { } isActive && isActive != act.Account.IsActive && await Set(act, isActive, cancel) is { } objection) return objection;
        return new RoleChange(act.Person, (StaffRoles)act.Account.Roles, requested);
    }

    private async Task<(StaffRoles Requested, Refusal? Refusal)> SetRoles(StaffAct act, StaffRoles roles, CancellationToken cancel)
    {
        var (account, context) = (act.Account, act.Unit.Context);
        var current = (StaffRoles)account.Roles;
        var others = await StaffAccess.OtherAdministrators(context, account.Id, cancel);
        if (StaffRules.ObjectionToRoles(current, roles, others, act.MayLeaveRolesOpen) is { } objection) return (StaffRoles.None, objection);
        var (now, requested) = StaffRules.Split(current, roles);
        if (requested != StaffRoles.None && await access.RefuseRequest(act.Actor, StaffRequestKind.Roles, act.Person, cancel) is { } refused) return (StaffRoles.None, refused);
        if (now != current)
        {
            account.Roles = (int)now;
            act.Audit(AuditAction.RolesChanged, StaffRequests.CodeOf("set", now));
            // What is open was opened under the roles of before.
            await sessions.End(context, account.Id, cancel);
            if ((now & StaffRoles.Administrator) == StaffRoles.None) await requests.WithdrawAskedBy(context, act.Actor, account.Id, cancel);
        }

        await requests.Replace(context, act.Actor, account.Id, requested, act.Stamp, cancel);
        return (requested, null);
    }

    private async Task<Refusal?> Set(StaffAct act, bool isActive, CancellationToken cancel)
    {
        var (account, context) = (act.Account, act.Unit.Context);
        if (isActive)
        {
            account.IsActive = true;
            act.Audit(AuditAction.StaffChanged, "reactivated");
            return null;
        }

        var others = await StaffAccess.OtherAdministrators(context, account.Id, cancel);
        if (StaffRules.ObjectionToSuspension((StaffRoles)account.Roles, others) is { } objection) return objection;
        account.IsActive = false;
        await sessions.End(context, account.Id, cancel);
        await Tickets.Withdraw(context, account.Id, cancel, Enum.GetValues<TicketPurpose>());
        await requests.Withdraw(context, act.Actor, account.Id, cancel, Enum.GetValues<StaffRequestKind>());
        await requests.WithdrawAskedBy(context, act.Actor, account.Id, cancel);
        act.Audit(AuditAction.StaffSuspended);
        return null;
    }
}
