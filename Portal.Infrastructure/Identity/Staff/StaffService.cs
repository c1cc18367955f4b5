using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Identity.Staff;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Identity.SecondFactor;
using Portal.Infrastructure.Identity.Sessions;
using Portal.Infrastructure.Identity.SignIn;

namespace Portal.Infrastructure.Identity.Staff;

/// <inheritdoc/>
internal sealed class StaffService(
    StaffUnits units,
    StaffAccess access,
    StaffInvitations invitations,
    StaffList list,
    RoleRequests requests,
    StaffMails mails,
    AccessChanges changes,
    AuditWriter audit,
    TimeProvider clock) : IStaff
{
    public async Task<Outcome<Page<StaffLine>>> List(Actor actor, string? search, PageRequest page, CancellationToken cancel) =>
        await access.Refuse(actor, cancel) is { } refusal ? refusal : await list.Page(search, page, cancel);

    public async Task<Outcome<RoleChange>> Invite(Actor actor, NewStaff person, CancellationToken cancel)
    {
        if (await access.Refuse(actor, cancel) is { } refusal) return refusal;
        if (StaffRules.Objection(person) is { } objection) return objection;
        var (now, requested) = StaffRules.Split(StaffRoles.None, person.Roles);
        if (requested != StaffRoles.None && await access.RefuseRequest(actor, default, cancel) is { } refused) return refused;
        var stamp = await audit.Stamp(cancel);
        await using var unit = units.Open();
        await using var transaction = await unit.Begin(cancel);
        await changes.Bump(unit.Context, cancel);
        if (!(await invitations.Create(unit, person, now)).TryGet(out var account, out var taken)) return taken;
        unit.Context.Add(await mails.Invitation(account, await invitations.Code(unit, account, cancel), cancel));
        unit.Context.Add(stamp.Row(new AuditEntry(actor, AuditAction.StaffInvited) { Subject = account.Id, Code = RoleRequests.CodeOf("set", now) }));
        await requests.Replace(unit.Context, actor, account.Id, requested, stamp, cancel);
        await unit.Context.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        changes.Announce();
        return new RoleChange(new PersonId(account.Id), now, requested);
    }

    public Task<Outcome<Done>> InviteAgain(Actor actor, PersonId person, CancellationToken cancel) =>
        Change<Done>(actor, person, async (unit, account, _, stamp) =>
        {
            if (account.PasswordHash is not null) return StaffRefusals.AlreadyAccepted;
            if (!account.IsActive) return Refusal.NotFound;
            unit.Context.Add(await mails.Invitation(account, await invitations.Code(unit, account, cancel), cancel));
            unit.Context.Add(stamp.Row(new AuditEntry(actor, AuditAction.StaffInvited) { Subject = account.Id, Code = "again" }));
            return Done.It;
        }, cancel);

    public Task<Outcome<RoleChange>> ChangeRoles(Actor actor, PersonId person, StaffRoles roles, CancellationToken cancel) =>
        Change<RoleChange>(actor, person, async (unit, account, others, stamp) =>
        {
            var current = (StaffRoles)account.Roles;
            if (StaffRules.ObjectionToRoles(current, roles, others) is { } objection) return objection;
            var (now, requested) = StaffRules.Split(current, roles);
            if (requested != StaffRoles.None && await access.RefuseRequest(actor, person, cancel) is { } refused) return refused;
            if (now != current)
            {
                account.Roles = (int)now;
                unit.Context.Add(stamp.Row(new AuditEntry(actor, AuditAction.RolesChanged) { Subject = account.Id, Code = RoleRequests.CodeOf("set", now) }));
                // What is open was opened under the roles of before.
                await SessionEnd.All(unit.Context, account.Id, except: null, clock.Now(), cancel);
            }

            await requests.Replace(unit.Context, actor, account.Id, requested, stamp, cancel);
            return new RoleChange(person, now, requested);
        }, cancel);

    public Task<Outcome<Done>> Suspend(Actor actor, PersonId person, CancellationToken cancel) =>
        Change<Done>(actor, person, async (unit, account, others, stamp) =>
        {
            if (StaffRules.ObjectionToSuspension((StaffRoles)account.Roles, others) is { } objection) return objection;
            account.IsActive = false;
            await SessionEnd.All(unit.Context, account.Id, except: null, clock.Now(), cancel);
            await Tickets.Withdraw(unit.Context, account.Id, cancel, Enum.GetValues<TicketPurpose>());
            await requests.Replace(unit.Context, actor, account.Id, StaffRoles.None, stamp, cancel);
            unit.Context.Add(stamp.Row(new AuditEntry(actor, AuditAction.StaffSuspended) { Subject = account.Id }));
            return Done.It;
        }, cancel);

    public Task<Outcome<Done>> Reactivate(Actor actor, PersonId person, CancellationToken cancel) =>
        Change<Done>(actor, person, (unit, account, _, stamp) =>
        {
            account.IsActive = true;
            unit.Context.Add(stamp.Row(new AuditEntry(actor, AuditAction.StaffChanged) { Subject = account.Id, Code = "reactivated" }));
            return Task.FromResult<Outcome<Done>>(Done.It);
        }, cancel);

    public Task<Outcome<Done>> ResetSecondFactor(Actor actor, PersonId person, CancellationToken cancel) =>
        Change<Done>(actor, person, async (unit, account, _, stamp) =>
        {
            await SecondFactors.Remove(unit.Context, account.Id, cancel);
            await Devices.Forget(unit.Context, account.Id, cancel);
            await SessionEnd.All(unit.Context, account.Id, except: null, clock.Now(), cancel);
            await Tickets.Withdraw(unit.Context, account.Id, cancel, TicketPurpose.SecondFactor);
            unit.Context.Add(await mails.SecondFactorReset(account, cancel));
            unit.Context.Add(stamp.Row(new AuditEntry(actor, AuditAction.SecondFactorChanged) { Subject = account.Id, Code = "reset" }));
            return Done.It;
        }, cancel);

    public async Task<Outcome<IReadOnlyList<RoleRequestLine>>> ListRoleRequests(Actor actor, CancellationToken cancel) =>
        await access.Refuse(actor, cancel) is { } refusal ? refusal : await requests.Waiting(cancel);

    public Task<Outcome<Done>> ApproveRoles(Actor actor, RoleRequestId request, CancellationToken cancel) => requests.Approve(actor, request, cancel);

    public Task<Outcome<Done>> RejectRoles(Actor actor, RoleRequestId request, CancellationToken cancel) => requests.Reject(actor, request, cancel);

    /// <summary>
    /// One change of one account: the access version's row is locked first (it is what every change of access writes), so that of two administrators who
    /// take each other's role the second sees what the first did.
    /// </summary>
    private async Task<Outcome<T>> Change<T>(Actor actor, PersonId person, Func<StaffUnit, StaffAccount, int, AuditStamp, Task<Outcome<T>>> change, CancellationToken cancel)
    {
        if (await access.Refuse(actor, person, cancel) is { } refusal) return refusal;
        var stamp = await audit.Stamp(cancel);
        await using var unit = units.Open();
        await using var transaction = await unit.Begin(cancel);
        await changes.Bump(unit.Context, cancel);
        await unit.Hold(person.Value, cancel);
        if (await unit.Find(person.Value, cancel) is not { } account) return Refusal.NotFound;
        var outcome = await change(unit, account, await StaffAccess.OtherAdministrators(unit.Context, account.Id, cancel), stamp);
        if (!outcome.IsOk) return outcome;
        await unit.Context.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        changes.Announce();
        return outcome;
    }
}
