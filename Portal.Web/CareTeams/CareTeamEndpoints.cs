using Portal.Domain.CareTeams;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Web.Identity;
using Portal.Web.Shared;
using Portal.Web.Shared.Input;
using Portal.Web.Shared.Problems;

namespace Portal.Web.CareTeams;

/// <summary>The care teams a caller may write to.</summary>
internal static class CareTeamEndpoints
{
    public static void AddCareTeams(this WebApplicationBuilder builder) => builder.Services.AddJson(CareTeamsJson.Default);

    public static RouteGroupBuilder MapCareTeams(this RouteGroupBuilder api)
    {
        api.MapGet("/care-teams", List).Produces<PageJson<CareTeamJson>>().WithTags("Care teams").WithSummary("The care teams that the caller may write to.");
        api.MapMembers();
        return api;
    }

    /// <summary>A care team by its id, or by the identifier that hosts know it by among those the actor may write to; null where there is none.</summary>
    public static async ValueTask<Outcome<CareTeamId?>> Named(this ICareTeams careTeams, Actor actor, string name, CancellationToken cancel)
    {
        if (Id.TryParse<CareTeamId>(name, out var id)) return (CareTeamId?)id;
        var teams = await careTeams.ListWritable(actor, cancel);
        return teams.Map(known => known.FirstOrDefault(team => team.Identifier == name)?.Id);
    }

    [Decides(CareAction.ListConversations)]
    private static async Task<IResult> List(Caller caller, InQuery<PageQuery> query, ICareTeams careTeams, CancellationToken cancel)
    {
        if (!(await careTeams.ListWritable(caller.Actor, cancel)).TryGet(out var teams, out var refusal)) return new ProblemResult(refusal);
        return Pages.Slice(teams, query.Value.Page, team => team.Id.ToString()).Answer(page => Results.Json(page.ToJson(CareTeamJson.Of)));
    }
}
