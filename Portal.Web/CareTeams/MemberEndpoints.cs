using Portal.Domain.CareTeams;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Web.Identity;
using Portal.Web.Shared.Input;
using Portal.Web.Shared.Problems;

namespace Portal.Web.CareTeams;

/// <summary>Care teams and who belongs to them, for administrators and for integrations with the scope <c>people:manage</c>.</summary>
internal static class MemberEndpoints
{
    public static void MapMembers(this RouteGroupBuilder api)
    {
        var teams = api.MapGroup("/care-teams").WithTags("Care teams");
        teams.MapPost("", Create).Produces<CareTeamJson>(StatusCodes.Status201Created).WithSummary("Makes a care team. 409: `identifier-taken`.");
        teams.MapGet("/{id}/members", List).Produces<PageJson<MemberJson>>().WithSummary("Who belongs, belonged and will belong to the care team, by name.");
        teams.MapPut("/{id}/members/{person}", Set).Produces(StatusCodes.Status204NoContent)
            .WithSummary("From `from` (now, where left out or past) to `to` (open) the person's only membership of the care team; said twice it changes nothing.");
        teams.MapDelete("/{id}/members/{person}", End).Produces(StatusCodes.Status204NoContent).WithSummary("Ends the membership now; the panel is gone within five seconds.");
        teams.MapPut("/{id}/supervisors/{person}", Supervise).Produces(StatusCodes.Status204NoContent).WithSummary("The person supervises the care team.");
        teams.MapDelete("/{id}/supervisors/{person}", SuperviseNoMore).Produces(StatusCodes.Status204NoContent).WithSummary("The person supervises it no more.");
    }

    [Decides(CareAction.ManageCareTeams)]
    private static async Task<IResult> Create(Caller caller, Body<NewCareTeamBody, NewCareTeam> body, ICareTeams careTeams, CancellationToken cancel) =>
        (await careTeams.Create(caller.Actor, body.Value, cancel)).Answer(team => Results.Json(CareTeamJson.Of(team), statusCode: StatusCodes.Status201Created));

    [Decides(CareAction.ManageCareTeams)]
    private static async Task<IResult> List(Caller caller, InPath<CareTeamId> id, InQuery<PageQuery> query, ICareTeams careTeams, CancellationToken cancel)
    {
        if (!(await careTeams.Members(caller.Actor, id.Value, cancel)).TryGet(out var members, out var refusal)) return new ProblemResult(refusal);
        return Pages.Slice(members, query.Value.Page, MemberJson.Key).Answer(page => Results.Json(page.ToJson(MemberJson.Of)));
    }

    [Decides(CareAction.ManageCareTeams)]
    private static async Task<IResult> Set(
        Caller caller, InPath<CareTeamId> id, InPath<PersonId> person, Body<MembershipBody, MembershipTerms> body, ICareTeams careTeams, TimeProvider clock, CancellationToken cancel)
    {
        var terms = body.Value;
        var membership = new Membership(id.Value, person.Value, terms.IsModerator, terms.From ?? clock.GetUtcNow(), terms.To);
        return (await careTeams.SetMember(caller.Actor, membership, cancel)).NoContent();
    }

    [Decides(CareAction.ManageCareTeams)]
    private static async Task<IResult> End(Caller caller, InPath<CareTeamId> id, InPath<PersonId> person, ICareTeams careTeams, CancellationToken cancel) =>
        (await careTeams.EndMembership(caller.Actor, id.Value, person.Value, cancel)).NoContent();

    [Decides(CareAction.ManageCareTeams)]
    private static async Task<IResult> Supervise(Caller caller, InPath<CareTeamId> id, InPath<PersonId> person, ICareTeams careTeams, CancellationToken cancel) =>
        (await careTeams.SetSupervisor(caller.Actor, id.Value, person.Value, supervises: true, cancel)).NoContent();

    [Decides(CareAction.ManageCareTeams)]
    private static async Task<IResult> SuperviseNoMore(Caller caller, InPath<CareTeamId> id, InPath<PersonId> person, ICareTeams careTeams, CancellationToken cancel) =>
        (await careTeams.SetSupervisor(caller.Actor, id.Value, person.Value, supervises: false, cancel)).NoContent();
}
