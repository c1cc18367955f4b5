using Portal.Domain.Identity;
using Portal.Domain.Identity.Staff;
using Portal.Domain.Shared;
using Portal.Web.Shared;
using Portal.Web.Shared.Input;
using Portal.Web.Shared.Problems;

namespace Portal.Web.Identity.People;

/// <summary>The people who work here, for administrators and for integrations with the scope <c>people:manage</c>. Names stand in bodies, never in an address.</summary>
internal static class PeopleEndpoints
{
    public static void AddPeople(this WebApplicationBuilder builder) => builder.Services.AddJson(PeopleJson.Default);

    public static RouteGroupBuilder MapPeople(this RouteGroupBuilder api)
    {
        var people = api.MapGroup("/people").WithTags("People");
        people.MapGet("", List).Produces<PageJson<StaffMemberJson>>().WithSummary("All members of staff, by user name.");
        people.MapPost("", Invite).Produces<StaffMemberJson>(StatusCodes.Status201Created)
            .WithSummary("Makes an account and mails its link. Administrator and auditor wait for a second administrator; to an integration they are 403. 409: `user-name-taken`, `email-taken`, `external-id-taken`.");
        people.MapPost("/find", Find).Produces<StaffMemberJson>().WithSummary("Whoever bears exactly this user name, or this id of the directory.");
        people.MapGet("/{id}", View).Produces<StaffMemberJson>().WithSummary("A member of staff.");
        people.MapPut("/{id}", Change).Produces<StaffMemberJson>().WithSummary("Names and mail address; who is administrator or auditor is 403 to an integration.");
        people.MapPut("/{id}/roles", SetRoles).Produces<StaffMemberJson>().WithSummary("All roles from now on: taking away and clinical roles hold at once. 422: `last-administrator`.");
        people.MapPost("/{id}/suspend", Suspend).Produces(StatusCodes.Status204NoContent).WithSummary("Ends everything the person has open within five seconds, and every way in.");
        people.MapPost("/{id}/reactivate", Reactivate).Produces(StatusCodes.Status204NoContent).WithSummary("Lets a suspended person in again.");
        people.MapPost("/{id}/end-sessions", EndSessions).Produces(StatusCodes.Status204NoContent).WithSummary("Ends everything the person has open (administrators, and supervisors for their unit).");
        return api;
    }

    [Decides(CareAction.ManageStaff)]
    private static async Task<IResult> List(Caller caller, InQuery<PageQuery> query, IStaff staff, CancellationToken cancel) =>
        (await staff.List(caller.Actor, null, query.Value.Page, cancel)).Answer(page => Results.Json(page.ToJson(StaffMemberJson.Of)));

    [Decides(CareAction.ManageStaff)]
    private static async Task<IResult> Invite(Caller caller, Body<NewStaffBody, NewStaff> body, IStaff staff, CancellationToken cancel)
    {
        if (!(await staff.Invite(caller.Actor, body.Value, cancel)).TryGet(out var invited, out var refusal)) return new ProblemResult(refusal);
        return (await staff.View(caller.Actor, invited.Person, cancel)).Answer(line => Results.Created($"/api/v1/people/{invited.Person}", StaffMemberJson.Of(line)));
    }

    [Decides(CareAction.ManageStaff)]
    private static async Task<IResult> Find(Caller caller, Body<StaffNameBody, StaffName> body, IStaff staff, CancellationToken cancel) =>
        (await staff.Find(caller.Actor, body.Value, cancel)).Answer(line => Results.Json(StaffMemberJson.Of(line)));

    [Decides(CareAction.ManageStaff)]
    private static Task<IResult> View(Caller caller, InPath<PersonId> id, IStaff staff, CancellationToken cancel) => Shown(caller, id.Value, staff, cancel);

    [Decides(CareAction.ManageStaff)]
    private static async Task<IResult> Change(Caller caller, InPath<PersonId> id, Body<StaffDetailsBody, StaffChange> body, IStaff staff, CancellationToken cancel)
    {
        var changed = await staff.Change(caller.Actor, id.Value, body.Value, cancel);
        return changed.TryGet(out _, out var refusal) ? await Shown(caller, id.Value, staff, cancel) : new ProblemResult(refusal);
    }

    [Decides(CareAction.ManageStaff)]
    private static async Task<IResult> SetRoles(Caller caller, InPath<PersonId> id, Body<StaffRolesBody, StaffRoles> body, IStaff staff, CancellationToken cancel)
    {
        var changed = await staff.ChangeRoles(caller.Actor, id.Value, body.Value, cancel);
        return changed.TryGet(out _, out var refusal) ? await Shown(caller, id.Value, staff, cancel) : new ProblemResult(refusal);
    }

    [Decides(CareAction.ManageStaff)]
    private static async Task<IResult> Suspend(Caller caller, InPath<PersonId> id, IStaff staff, CancellationToken cancel) => (await staff.Suspend(caller.Actor, id.Value, cancel)).NoContent();

    [Decides(CareAction.ManageStaff)]
    private static async Task<IResult> Reactivate(Caller caller, InPath<PersonId> id, IStaff staff, CancellationToken cancel) => (await staff.Reactivate(caller.Actor, id.Value, cancel)).NoContent();

    [Decides(CareAction.EndSessionsOfOthers)]
    private static async Task<IResult> EndSessions(Caller caller, InPath<PersonId> id, IStaffSessions sessions, CancellationToken cancel) => (await sessions.EndAll(caller.Actor, id.Value, cancel)).NoContent();

    private static async Task<IResult> Shown(Caller caller, PersonId person, IStaff staff, CancellationToken cancel) =>
        (await staff.View(caller.Actor, person, cancel)).Answer(line => Results.Json(StaffMemberJson.Of(line)));
}
