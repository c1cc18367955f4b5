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

/// <summary>Administrator and auditor are given by two people: one asks, another approves within seven days.</summary>
internal sealed class RoleRequests(IDbContextFactory<PortalDbContext> contexts, StaffAccess access, AccessChanges changes, AuditWriter audit, TimeProvider clock)
{
    /// <summary>The audit's code: the verb, and the roles as the number that is stored.</summary>
    public static string CodeOf(string verb, StaffRoles roles) => $"{verb}:{((int)roles).ToString(CultureInfo.InvariantCulture)}";

    /// <summary>Of the newest wish only: an older request of the same person is over. Part of the caller's transaction.</summary>
    public async Task Replace(PortalDbContext context, Actor actor, Guid person, StaffRoles requested, AuditStamp stamp, CancellationToken cancel)
    {
        var now = clock.Now();
        var by = actor.PersonId.Value;
        await context.Set<RoleRequestRow>().Where(row => row.PersonId == person && row.DecidedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.DecidedAt, now).SetProperty(row => row.DecidedBy, by), cancel);
        if (requested == StaffRoles.None) return;
        context.Add(new RoleRequestRow { Id = Id.New<RoleRequestId>(now).Value, PersonId = person, Roles = (int)requested, RequestedBy = by, RequestedAt = now });
        context.Add(stamp.Row(new AuditEntry(actor, AuditAction.RolesChanged) { Subject = person, Code = CodeOf("requested", requested) }));
    }

    public async Task<Outcome<IReadOnlyList<RoleRequestLine>>> Waiting(CancellationToken cancel)
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
        return rows.ConvertAll(row => new RoleRequestLine(
            new RoleRequestId(row.Request.Id),
            new PersonId(row.Request.PersonId),
            row.Name,
            (StaffRoles)row.Request.Roles,
            new PersonId(row.Request.RequestedBy),
            row.ByName,
            row.Request.RequestedAt.ToUniversalTime(),
            row.Request.RequestedAt.ToUniversalTime() + StaffRules.RequestLife));
    }

    public Task<Outcome<Done>> Approve(Actor actor, RoleRequestId request, CancellationToken cancel) => Decide(
        actor,
        request,
        row => access.RefuseApproval(actor, row, cancel),
        async (context, row) =>
        {
            row.IsApproved = true;
            var account = await context.Users.SingleAsync(one => one.Id == row.PersonId, cancel);
            account.Roles |= row.Roles;
            await SessionEnd.All(context, account.Id, except: null, clock.Now(), cancel);
            return CodeOf("approved", (StaffRoles)row.Roles);
        },
        cancel);

    public Task<Outcome<Done>> Reject(Actor actor, RoleRequestId request, CancellationToken cancel) => Decide(
        actor,
        request,
        row => access.Refuse(actor, new PersonId(row.PersonId), cancel),
        (_, row) => Task.FromResult(CodeOf("rejected", (StaffRoles)row.Roles)),
        cancel);

    private async Task<Outcome<Done>> Decide(
        Actor actor,
        RoleRequestId request,
        Func<RoleRequestRow, ValueTask<Refusal?>> refuse,
        Func<PortalDbContext, RoleRequestRow, Task<string>> decide,
        CancellationToken cancel)
    {
        // Before it is known whether there is such a request: who may not manage staff learns nothing of it.
        if (await access.Refuse(actor, cancel) is { } stranger) return stranger;
        var stamp = await audit.Stamp(cancel);
        await using var context = await contexts.CreateDbContextAsync(cancel);
        await using var transaction = await context.Database.BeginTransactionAsync(cancel);
        await changes.Bump(context, cancel);
        if (await context.Set<RoleRequestRow>().SingleOrDefaultAsync(row => row.Id == request.Value, cancel) is not { } row) return Refusal.NotFound;
        var now = clock.Now();
        if (row.DecidedAt is not null || now - row.RequestedAt >= StaffRules.RequestLife) return StaffRefusals.RequestOver;
        if (await refuse(row) is { } refusal) return refusal;
        row.DecidedAt = now;
        row.DecidedBy = actor.PersonId.Value;
        var code = await decide(context, row);
        context.Add(stamp.Row(new AuditEntry(actor, AuditAction.RolesChanged) { Subject = row.PersonId, Code = code }));
        await context.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        changes.Announce();
        return Done.It;
    }
}
