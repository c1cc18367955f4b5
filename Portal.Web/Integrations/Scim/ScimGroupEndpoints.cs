using System.Text.Json.Nodes;
using Portal.Domain.CareTeams;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Web.Identity;
using Portal.Web.Shared.Hosting;
using Portal.Web.Shared.Problems;

namespace Portal.Web.Integrations.Scim;

/// <summary>Groups are care teams. None is deleted by a directory: its conversations are patients'.</summary>
internal static class ScimGroupEndpoints
{
    public static void MapScimGroups(this RouteGroupBuilder scim)
    {
        scim.MapGet("/Groups", (Caller caller, ScimQuery query, ICareTeams teams, PortalAddress portal, CancellationToken cancel) => List(caller, query.List, teams, portal, cancel));
        scim.MapPost("/Groups/.search", (Caller caller, ScimBody body, ICareTeams teams, PortalAddress portal, CancellationToken cancel) => List(caller, body.Resource.Then(ScimQuery.Of), teams, portal, cancel));
        scim.MapPost("/Groups", Create);
        scim.MapGet("/Groups/{id}", View);
        scim.MapPut("/Groups/{id}", Replace);
        scim.MapPatch("/Groups/{id}", Patch);
        scim.MapDelete("/Groups/{id}", Delete);
    }

    private static async Task<IResult> List(Caller caller, Outcome<ScimList> asked, ICareTeams teams, PortalAddress portal, CancellationToken cancel)
    {
        if (!asked.TryGet(out var list, out var wrong)) return new ProblemResult(wrong);
        if (!(await teams.ListAll(caller.Actor, cancel)).TryGet(out var all, out var refusal)) return new ProblemResult(refusal);
        Func<CareTeam, bool>? fits = list.Filter switch
        {
            null => _ => true,
            { Attribute: "displayname" } filter => team => team.Name.Equals(filter.Value, StringComparison.OrdinalIgnoreCase),
            { Attribute: "externalid" } filter => team => team.ExternalId == filter.Value,
            { Attribute: "id" } filter => team => team.Id.ToString() == filter.Value,
            _ => null,
        };
        if (fits is null) return new ProblemResult(ScimFilter.Unsupported);
        var found = all.Where(fits).ToList();
        var groups = new List<JsonObject>();
        foreach (var team in found.Skip(list.Skipped).Take(list.Count))
        {
            var members = list.WithMembers ? (await teams.Members(caller.Actor, team.Id, cancel)).Value : null;
            groups.Add(ScimGroup.Of(team, members, portal.Scim()));
        }

        return list.Answer(found.Count, groups);
    }

    private static async Task<IResult> Create(Caller caller, ScimBody body, ICareTeams teams, PortalAddress portal, CancellationToken cancel)
    {
        if (!body.Resource.Then(ScimGroup.New).TryGet(out var wanted, out var wrong)) return new ProblemResult(wrong);
        if (!(await teams.Create(caller.Actor, wanted, cancel)).TryGet(out var team, out var refusal)) return new ProblemResult(refusal);
        return await Shown(caller.Actor, team, teams, portal, StatusCodes.Status201Created, cancel);
    }

    private static async Task<IResult> View(Caller caller, string id, ICareTeams teams, PortalAddress portal, CancellationToken cancel)
    {
        if (!(await teams.ListAll(caller.Actor, cancel)).TryGet(out var all, out var refusal)) return new ProblemResult(refusal);
        return all.FirstOrDefault(team => team.Id == Team(id)) is { } found ? await Shown(caller.Actor, found, teams, portal, StatusCodes.Status200OK, cancel) : new ProblemResult(Refusal.NotFound);
    }

    private static Task<IResult> Replace(Caller caller, string id, ScimBody body, ICareTeams teams, PortalAddress portal, CancellationToken cancel) =>
        Change(caller.Actor, id, body.Resource.Then(ScimGroup.Whole), teams, portal, cancel);

    private static Task<IResult> Patch(Caller caller, string id, ScimBody body, ICareTeams teams, PortalAddress portal, CancellationToken cancel) =>
        Change(caller.Actor, id, body.Resource.Then(ScimPatch.Read).Then(ScimGroup.After), teams, portal, cancel);

    private static ScimResult Delete(string id) => ScimShape.Error(StatusCodes.Status501NotImplemented, null, "Care teams are not deleted by a directory: take their members out.");

    private static async Task<IResult> Change(Actor actor, string id, Outcome<CareTeamChange> asked, ICareTeams teams, PortalAddress portal, CancellationToken cancel)
    {
        if (!asked.TryGet(out var change, out var wrong)) return new ProblemResult(wrong);
        if (!(await teams.Change(actor, Team(id), change, cancel)).TryGet(out var team, out var refusal)) return new ProblemResult(refusal);
        return await Shown(actor, team, teams, portal, StatusCodes.Status200OK, cancel);
    }

    private static async Task<IResult> Shown(Actor actor, CareTeam team, ICareTeams teams, PortalAddress portal, int status, CancellationToken cancel) =>
        (await teams.Members(actor, team.Id, cancel)).Answer(members =>
            new ScimResult(ScimGroup.Of(team, members, portal.Scim()), status, status == StatusCodes.Status201Created ? $"{portal.Scim()}/Groups/{team.Id}" : null));

    private static CareTeamId Team(string id) => Id.TryParse<CareTeamId>(id, out var team) ? team : default;
}
