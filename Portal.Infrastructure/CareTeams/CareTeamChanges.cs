using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.CareTeams;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.CareTeams;

/// <summary>Makes care teams and makes them otherwise, whole or not at all; who may was decided before.</summary>
internal sealed class CareTeamChanges(AccessTransaction access, CareTeamMembers members, TimeProvider clock)
{
    public Task<Outcome<CareTeam>> Create(Actor actor, NewCareTeam wanted, CancellationToken cancel)
    {
        var team = new CareTeam(Id.New<CareTeamId>(clock.Now()), wanted.Identifier, wanted.Name) { ExternalId = wanted.ExternalId };
        return Write(team, async (context, told) =>
        {
            if (await context.Set<CareTeamRow>().AnyAsync(row => row.Identifier == team.Identifier, cancel)) return CareTeamRules.IdentifierTaken;
            if (team.ExternalId is { } id && await Bears(context, team.Id, id, cancel)) return CareTeamRules.ExternalIdTaken;
            context.Add(new CareTeamRow { Id = team.Id.Value, Identifier = team.Identifier, Name = team.Name, ExternalId = team.ExternalId, CreatedAt = clock.Now() });
            told.Add(new AuditEntry(actor, AuditAction.CareTeamChanged) { CareTeam = team.Id, Code = "created" });
            await context.SaveChangesAsync(cancel);
            return await Move(context, actor, team.Id, new CareTeamChange { Join = wanted.Members }, told, cancel);
        }, cancel);
    }

    public async Task<Outcome<CareTeam>> Change(Actor actor, CareTeam team, CareTeamChange change, CancellationToken cancel)
    {
        var externalId = change.ExternalId is { } given ? (given.Length == 0 ? null : given) : team.ExternalId;
        var wanted = team with { Name = change.Name ?? team.Name, ExternalId = externalId };
        if (CareTeamRules.Objection(new NewCareTeam(team.Identifier, wanted.Name) { ExternalId = externalId }) is { } objection) return objection;
        return await Write(wanted, async (context, told) =>
        {
            if (!await CareTeamMembers.Lock(context, team.Id, cancel)) return Refusal.NotFound;
            if (externalId is not null && await Bears(context, team.Id, externalId, cancel)) return CareTeamRules.ExternalIdTaken;
            if (wanted != team)
            {
                await context.Set<CareTeamRow>().Where(row => row.Id == team.Id.Value)
                    .ExecuteUpdateAsync(set => set.SetProperty(row => row.Name, wanted.Name).SetProperty(row => row.ExternalId, externalId), cancel);
                told.Add(new AuditEntry(actor, AuditAction.CareTeamChanged) { CareTeam = team.Id, Code = "details" });
            }

            return await Move(context, actor, team.Id, change, told, cancel);
        }, cancel);
    }

    /// <summary>Who leaves, then who joins.</summary>
    private async Task<Refusal?> Move(PortalDbContext context, Actor actor, CareTeamId team, CareTeamChange change, ICollection<AuditEntry> told, CancellationToken cancel)
    {
        var leaving = change.OnlyThese is { } only ? (await members.Now(context, team, cancel)).Except(only).Concat(change.Leave) : change.Leave;
        foreach (var person in leaving.Distinct())
        {
            if (await members.Leave(context, team, person, cancel)) told.Add(Moved(person, "ended"));
        }

        var joined = new List<PersonId>();
        foreach (var person in change.Join.Distinct())
        {
            if (!(await members.Join(context, team, person, cancel)).TryGet(out var isNew, out var refusal)) return refusal;
            if (isNew) joined.Add(person);
        }

        foreach (var person in joined) told.Add(Moved(person, "added"));
        return await members.RefuseOfPowerful(context, actor, joined, cancel);

        AuditEntry Moved(PersonId person, string code) => new(actor, AuditAction.MembershipChanged) { CareTeam = team, Subject = person.Value, Code = code };
    }

    private async Task<Outcome<CareTeam>> Write(CareTeam team, Func<PortalDbContext, ICollection<AuditEntry>, Task<Refusal?>> change, CancellationToken cancel)
    {
        try
        {
            return await access.Run(change, cancel) is { } refusal ? refusal : team;
        }
        catch (DbUpdateException)
        {
            // Another took the identifier, or the directory's id, between the look and the write; which of the two, the next try says.
            return CareTeamRules.IdentifierTaken;
        }
    }

    private static Task<bool> Bears(PortalDbContext context, CareTeamId but, string externalId, CancellationToken cancel) =>
        context.Set<CareTeamRow>().AnyAsync(row => row.ExternalId == externalId && row.Id != but.Value, cancel);
}
