using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Identity.Staff;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Identity.Sessions;
using Portal.Infrastructure.Identity.SignIn;

namespace Portal.Infrastructure.Identity.Staff;

/// <inheritdoc/>
internal sealed class StaffService(
    StaffUnits units,
    StaffAccess access,
    StaffInvitations invitations,
    StaffList list,
    StaffRequests requests,
    AllSessions sessions,
    StaffMails mails,
    AccessChanges changes,
    AuditWriter audit) : IStaff
{
    public async Task<Outcome<Page<StaffLine>>> List(Actor actor, string? search, PageRequest page, CancellationToken cancel) =>
        await access.Refuse(actor, cancel) is { } refusal ? refusal : await list.Page(search, page, cancel);

    public async Task<Outcome<RoleChange>> Invite(Actor actor, NewStaff person, CancellationToken cancel)
    {
        if (await access.Refuse(actor, cancel) is { } refusal) return refusal;
        if (StaffRules.Objection(person) is { } objection) return objection;
        var (now, requested) = StaffRules.Split(StaffRoles.None, person.Roles);
        if (requested != StaffRoles.None && await access.RefuseRequest(actor, StaffRequestKind.Roles, default, cancel) is { } refused) return refused;
        var stamp = await audit.Stamp(cancel);
        await using var unit = units.Open();
        await using var transaction = await unit.Begin(cancel);
        await changes.Bump(unit.Context, cancel);
        if (!(await invitations.Create(unit, person, now)).TryGet(out var account, out var taken)) return taken;
        unit.Context.Add(await mails.Invitation(account, await invitations.Code(unit, account, cancel), cancel));
        unit.Context.Add(stamp.Row(new AuditEntry(actor, AuditAction.StaffInvited) { Subject = account.Id, Code = StaffRequests.CodeOf("set", now) }));
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
            if (requested != StaffRoles.None && await access.RefuseRequest(actor, StaffRequestKind.Roles, person, cancel) is { } refused) return refused;
            if (now != current)
            {
                account.Roles = (int)now;
                unit.Context.Add(stamp.Row(new AuditEntry(actor, AuditAction.RolesChanged) { Subject = account.Id, Code = StaffRequests.CodeOf("set", now) }));
                // What is open was opened under the roles of before.
                await sessions.End(unit.Context, account.Id, cancel);
            }

            await requests.Replace(unit.Context, actor, account.Id, requested, stamp, cancel);
            return new RoleChange(person, now, requested);
        }, cancel);

    public Task<Outcome<Done>> Suspend(Actor actor, PersonId person, CancellationToken cancel) =>
        Change<Done>(actor, person, async (unit, account, others, stamp) =>
        {
            if (StaffRules.ObjectionToSuspension((StaffRoles)account.Roles, others) is { } objection) return objection;
            account.IsActive = false;
            await sessions.End(unit.Context, account.Id, cancel);
            await Tickets.Withdraw(unit.Context, account.Id, cancel, Enum.GetValues<TicketPurpose>());
            await requests.Withdraw(unit.Context, actor, account.Id, cancel, Enum.GetValues<StaffRequestKind>());
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

    public async Task<Outcome<Done>> RequestSecondFactorReset(Actor actor, PersonId person, CancellationToken cancel)
    {
        if (await access.Refuse(actor, person, cancel) is { } refusal) return refusal;
        if (await access.RefuseRequest(actor, StaffRequestKind.SecondFactorReset, person, cancel) is { } refused) return refused;
        return await Change<Done>(actor, person, async (unit, account, _, stamp) =>
        {
            await requests.AskForReset(unit.Context, actor, account.Id, stamp, cancel);
            return Done.It;
        }, cancel);
    }

    public async Task<Outcome<IReadOnlyList<StaffRequestLine>>> ListRequests(Actor actor, CancellationToken cancel) =>
        await access.Refuse(actor, cancel) is { } refusal ? refusal : await requests.Waiting(cancel);

    public Task<Outcome<Done>> Approve(Actor actor, StaffRequestId request, CancellationToken cancel) => requests.Approve(actor, request, cancel);

    public Task<Outcome<Done>> Reject(Actor actor, StaffRequestId request, CancellationToken cancel) => requests.Reject(actor, request, cancel);

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
