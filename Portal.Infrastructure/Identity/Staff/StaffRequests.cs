using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Identity.Staff;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Identity.Sessions;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Identity.Staff;

/// <summary>What two people must want - administrator, auditor, an empty second factor: one asks, another approves within seven days.</summary>
internal sealed class StaffRequests(
    IDbContextFactory<PortalDbContext> contexts,
    StaffUnits units,
    StaffAccess access,
    SecondFactorReset reset,
    AllSessions sessions,
    AccessChanges changes,
    AuditWriter audit,
    TimeProvider clock)
{
    /// <summary>The audit's code: the verb, and the roles as the number that is stored.</summary>
    public static string CodeOf(string verb, StaffRoles roles) => $"{verb}:{((int)roles).ToString(CultureInfo.InvariantCulture)}";

    /// <summary>Of the newest wish only: an older request for roles of the same person is over. Part of the caller's transaction.</summary>
    public async Task Replace(PortalDbContext context, Actor actor, Guid person, StaffRoles requested, AuditStamp stamp, CancellationToken cancel)
    {
        await Withdraw(context, actor, person, cancel, StaffRequestKind.Roles);
        if (requested == StaffRoles.None) return;
        context.Add(Row(actor, person, StaffRequestKind.Roles, requested));
        context.Add(stamp.Row(new AuditEntry(actor, AuditAction.RolesChanged) { Subject = person, Code = CodeOf("requested", requested) }));
    }

    /// <summary>As <see cref="Replace"/>, for the second factor.</summary>
    public async Task AskForReset(StaffAct act, CancellationToken cancel)
    {
        await Withdraw(act.Unit.Context, act.Actor, act.Account.Id, cancel, StaffRequestKind.SecondFactorReset);
        act.Unit.Context.Add(Row(act.Actor, act.Account.Id, StaffRequestKind.SecondFactorReset, StaffRoles.None));
        act.Audit(AuditAction.SecondFactorChanged, "reset-requested");
    }

    /// <summary>Whether roles wait to be given to this person.</summary>
    public Task<bool> Waits(PortalDbContext context, Guid person, CancellationToken cancel)
    {
        var since = clock.GetUtcNow() - StaffRules.RequestLife;
        return context.Set<RoleRequestRow>().AnyAsync(row => row.PersonId == person && row.Kind == (short)StaffRequestKind.Roles && row.DecidedAt == null && row.RequestedAt > since, cancel);
    }

    /// <summary>What waits for this person waits no more. Part of the caller's transaction.</summary>
    public Task Withdraw(PortalDbContext context, Actor actor, Guid person, CancellationToken cancel, params StaffRequestKind[] kinds)
    {
        var asked = Array.ConvertAll(kinds, kind => (short)kind);
        return End(context.Set<RoleRequestRow>().Where(row => row.PersonId == person && asked.Contains(row.Kind)), actor, cancel);
    }

    /// <summary>What this person asked for, for whomever, waits no more: the word of one who is no administrator any more is no half of two. Part of the caller's transaction.</summary>
    public Task WithdrawAskedBy(PortalDbContext context, Actor actor, Guid asker, CancellationToken cancel) =>
        End(context.Set<RoleRequestRow>().Where(row => row.RequestedBy == asker), actor, cancel);

    public async Task<Outcome<IReadOnlyList<StaffRequestLine>>> Waiting(CancellationToken cancel)
    {
        var since = clock.GetUtcNow() - StaffRules.RequestLife;
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var rows = await (
            from request in context.Set<RoleRequestRow>().AsNoTracking()
            join person in context.Users.AsNoTracking() on request.PersonId equals person.Id
            join asker in context.Users.AsNoTracking() on request.RequestedBy equals asker.Id
            where request.DecidedAt == null && request.RequestedAt > since
            orderby request.RequestedAt
            select new { Request = request, Name = person.DisplayName, ByName = asker.DisplayName }).ToListAsync(cancel);
        return rows.ConvertAll(row => new StaffRequestLine(
            new StaffRequestId(row.Request.Id),
            (StaffRequestKind)row.Request.Kind,
            new PersonId(row.Request.PersonId),
            row.Name,
            (StaffRoles)row.Request.Roles,
            new PersonId(row.Request.RequestedBy),
            row.ByName,
            row.Request.RequestedAt.ToUniversalTime(),
            row.Request.RequestedAt.ToUniversalTime() + StaffRules.RequestLife));
    }

    public Task<Outcome<Done>> Approve(Actor actor, StaffRequestId request, CancellationToken cancel) => Decide(
        actor,
        request,
        async (context, row) => await access.RefuseApproval(actor, row, cancel)
            ?? (await StaffAccess.IsAdministrator(context, row.RequestedBy, cancel) ? null : StaffRefusals.RequestOver),
        async (unit, row) =>
        {
            row.IsApproved = true;
            await unit.Hold(row.PersonId, cancel);
            var account = await unit.Context.Users.SingleAsync(one => one.Id == row.PersonId, cancel);
            switch ((StaffRequestKind)row.Kind)
            {
                case StaffRequestKind.Roles:
                    account.Roles |= row.Roles;
                    await sessions.End(unit.Context, account.Id, cancel);
                    return new AuditEntry(actor, AuditAction.RolesChanged) { Subject = row.PersonId, Code = CodeOf("approved", (StaffRoles)row.Roles) };
                case StaffRequestKind.SecondFactorReset:
                    await reset.Do(unit.Context, account, cancel);
                    return new AuditEntry(actor, AuditAction.SecondFactorChanged) { Subject = row.PersonId, Code = "reset" };
                default:
                    throw new InvalidOperationException("No such kind of request is stored.");
            }
        },
        cancel);

    public Task<Outcome<Done>> Reject(Actor actor, StaffRequestId request, CancellationToken cancel) => Decide(
        actor,
        request,
        async (_, row) => await access.Refuse(actor, new PersonId(row.PersonId), cancel),
        (_, row) => Task.FromResult((StaffRequestKind)row.Kind == StaffRequestKind.Roles
            ? new AuditEntry(actor, AuditAction.RolesChanged) { Subject = row.PersonId, Code = CodeOf("rejected", (StaffRoles)row.Roles) }
            : new AuditEntry(actor, AuditAction.SecondFactorChanged) { Subject = row.PersonId, Code = "reset-rejected" }),
        cancel);

    private Task<int> End(IQueryable<RoleRequestRow> requests, Actor actor, CancellationToken cancel)
    {
        var (now, by) = (clock.Now(), actor.PersonId.Value);
        return requests.Where(row => row.DecidedAt == null).ExecuteUpdateAsync(set => set.SetProperty(row => row.DecidedAt, now).SetProperty(row => row.DecidedBy, by), cancel);
    }

    private RoleRequestRow Row(Actor actor, Guid person, StaffRequestKind kind, StaffRoles roles)
    {
        var now = clock.Now();
        return new() { Id = Id.New<StaffRequestId>(now).Value, PersonId = person, Kind = (short)kind, Roles = (int)roles, RequestedBy = actor.PersonId.Value, RequestedAt = now };
    }

    private async Task<Outcome<Done>> Decide(
        Actor actor,
        StaffRequestId request,
        Func<PortalDbContext, RoleRequestRow, Task<Refusal?>> refuse,
        Func<StaffUnit, RoleRequestRow, Task<AuditEntry>> decide,
        CancellationToken cancel)
    {
        // Before it is known whether there is such a request: who may not manage staff learns nothing of it.
        if (await access.Refuse(actor, cancel) is { } stranger) return stranger;
        var stamp = await audit.Stamp(cancel);
        await using var unit = units.Open();
        await using var transaction = await unit.Begin(cancel);
        await changes.Bump(unit.Context, cancel);
        if (await access.RefuseNow(unit.Context, actor, cancel) is { } lost) return lost;
        if (await unit.Context.Set<RoleRequestRow>().SingleOrDefaultAsync(row => row.Id == request.Value, cancel) is not { } row) return Refusal.NotFound;
        var now = clock.Now();
        if (row.DecidedAt is not null || now - row.RequestedAt >= StaffRules.RequestLife) return StaffRefusals.RequestOver;
        if (await refuse(unit.Context, row) is { } refusal) return refusal;
        row.DecidedAt = now;
        row.DecidedBy = actor.PersonId.Value;
        unit.Context.Add(stamp.Row(await decide(unit, row)));
        await unit.Context.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        changes.Announce();
        return Done.It;
    }
}
