using Microsoft.EntityFrameworkCore;
using Portal.Domain.CareTeams;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Identity.Staff;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.CareTeams;

/// <summary>The rows of memberships, changed in the caller's transaction: it has locked the care team (<see cref="Lock"/>), so that of two who change it at once the second sees the first.</summary>
internal sealed class CareTeamMembers(PowerfulPeople powerful, AccessChanges changes, TimeProvider clock)
{
    /// <summary>Holds the care team's row until the transaction ends. False where there is none, or it is no longer active.</summary>
    public static async Task<bool> Lock(PortalDbContext context, CareTeamId careTeam, CancellationToken cancel) =>
        await context.Set<CareTeamRow>().Where(row => row.Id == careTeam.Value && row.IsActive).ExecuteUpdateAsync(set => set.SetProperty(row => row.IsActive, row => row.IsActive), cancel) == 1;

    public static Task<bool> IsStaff(PortalDbContext context, PersonId person, CancellationToken cancel) =>
        context.Users.AnyAsync(row => row.Id == person.Value && row.IsActive, cancel);

    /// <summary>
    /// Whether an integration gave one of these people a place that people alone give. The access version is held from here on: behind the care team, as everybody who
    /// changes memberships, and so that none of them becomes administrator or auditor before this commits.
    /// </summary>
    public async Task<Refusal?> RefuseOfPowerful(PortalDbContext context, Actor actor, IReadOnlyCollection<PersonId> joined, CancellationToken cancel)
    {
        if (actor.Kind == ActorKind.Practitioner || joined.Count == 0) return null;
        await changes.Bump(context, cancel);
        return await powerful.Refuse(context, actor, joined, cancel);
    }

    public static IQueryable<MembershipRow> Of(PortalDbContext context, CareTeamId careTeam, PersonId person) =>
        context.Set<MembershipRow>().Where(row => row.CareTeamId == careTeam.Value && row.PersonId == person.Value);

    public static async Task<Refusal?> Add(PortalDbContext context, Membership membership, CancellationToken cancel)
    {
        var overlaps = await Of(context, membership.CareTeam, membership.Person)
            .AnyAsync(row => (row.ValidTo == null || row.ValidTo > membership.From) && (membership.To == null || row.ValidFrom < membership.To), cancel);
        if (overlaps) return CareTeamRules.AlreadyMember;
        context.Add(Row(membership));
        return null;
    }

    /// <summary>From its beginning on this is the only one; false where it stood so already.</summary>
    public static async Task<bool> Set(PortalDbContext context, Membership membership, CancellationToken cancel)
    {
        var from = membership.From;
        var later = await Of(context, membership.CareTeam, membership.Person).Where(row => row.ValidTo == null || row.ValidTo > from).ToListAsync(cancel);
        var running = later.Find(row => row.ValidFrom <= from && row.IsModerator == membership.IsModerator);
        if (later is [var only] && only == running && only.ValidTo == membership.To) return false;
        foreach (var row in later.Where(row => row != running))
        {
            if (row.ValidFrom < from) row.ValidTo = from;
            else context.Remove(row);
        }

        if (running is not null) running.ValidTo = membership.To;
        else context.Add(Row(membership));
        return true;
    }

    /// <summary>From now on, up to a membership that is to come; false for whoever belongs to it already.</summary>
    public async Task<Outcome<bool>> Join(PortalDbContext context, CareTeamId careTeam, PersonId person, CancellationToken cancel)
    {
        var now = clock.Now();
        var standing = await Of(context, careTeam, person).AsNoTracking().Where(row => row.ValidTo == null || row.ValidTo > now).OrderBy(row => row.ValidFrom).ToListAsync(cancel);
        if (standing.Exists(row => row.ValidFrom <= now)) return false;
        if (!await IsStaff(context, person, cancel)) return CareTeamRules.UnknownPerson;
        context.Add(Row(new Membership(careTeam, person, IsModerator: false, now, standing.Count > 0 ? standing[0].ValidFrom : null)));
        return true;
    }

    /// <summary>False for whoever does not belong to it now.</summary>
    public async Task<bool> Leave(PortalDbContext context, CareTeamId careTeam, PersonId person, CancellationToken cancel)
    {
        var now = clock.Now();
        return await Of(context, careTeam, person).Where(row => row.ValidFrom <= now && (row.ValidTo == null || row.ValidTo > now))
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.ValidTo, now), cancel) > 0;
    }

    public async Task<List<PersonId>> Now(PortalDbContext context, CareTeamId careTeam, CancellationToken cancel)
    {
        var now = clock.Now();
        return await context.Set<MembershipRow>().Where(row => row.CareTeamId == careTeam.Value && row.ValidFrom <= now && (row.ValidTo == null || row.ValidTo > now))
            .Select(row => new PersonId(row.PersonId)).Distinct().ToListAsync(cancel);
    }

    private static MembershipRow Row(Membership membership) => new()
    {
        Id = Guid.CreateVersion7(),
        CareTeamId = membership.CareTeam.Value,
        PersonId = membership.Person.Value,
        IsModerator = membership.IsModerator,
        ValidFrom = membership.From.ToMilliseconds(),
        ValidTo = membership.To?.ToMilliseconds(),
    };
}
