using Portal.Domain.Identity.Staff;
using Portal.Domain.Shared;
using Portal.Web.Identity;
using Portal.Web.Shared.Hosting;
using Portal.Web.Shared.Problems;

namespace Portal.Web.Integrations.Scim;

/// <summary>Users are staff. A user that is deleted is suspended: the audit trail goes on naming the person, and the address goes on answering.</summary>
internal static class ScimUserEndpoints
{
    public static void MapScimUsers(this RouteGroupBuilder scim)
    {
        scim.MapGet("/Users", (Caller caller, ScimQuery query, IStaff staff, PortalAddress portal, CancellationToken cancel) => List(caller, query.List, staff, portal, cancel));
        scim.MapPost("/Users/.search", (Caller caller, ScimBody body, IStaff staff, PortalAddress portal, CancellationToken cancel) => List(caller, body.Resource.Then(ScimQuery.Of), staff, portal, cancel));
        scim.MapPost("/Users", Create);
        scim.MapGet("/Users/{id}", View);
        scim.MapPut("/Users/{id}", Replace);
        scim.MapPatch("/Users/{id}", Patch);
        scim.MapDelete("/Users/{id}", Delete);
    }

    private static async Task<IResult> List(Caller caller, Outcome<ScimList> asked, IStaff staff, PortalAddress portal, CancellationToken cancel)
    {
        if (!asked.TryGet(out var list, out var wrong)) return new ProblemResult(wrong);
        if (list.Filter is not { } filter)
            return (await staff.Range(caller.Actor, list.Skipped, list.Count, cancel)).Answer(range => list.Answer(range.Total, range.Lines.Select(line => ScimUser.Of(line, portal.Scim()))));
        StaffName? name = filter.Attribute switch
        {
            "username" => new(filter.Value, null),
            "externalid" => new(null, filter.Value),
            _ => null,
        };
        if (name is null) return new ProblemResult(ScimFilter.Unsupported);
        var found = await staff.Find(caller.Actor, name, cancel);
        if (found.Refusal is { Kind: not RefusalKind.NotFound } refusal) return new ProblemResult(refusal);
        var resources = found.IsOk ? new[] { ScimUser.Of(found.Value, portal.Scim()) } : [];
        return list.Answer(resources.Length, resources.Skip(list.Skipped).Take(list.Count));
    }

    private static async Task<IResult> Create(Caller caller, ScimBody body, IStaff staff, PortalAddress portal, CancellationToken cancel)
    {
        if (!body.Resource.Then(ScimUser.New).TryGet(out var person, out var wrong)) return new ProblemResult(wrong);
        if (!(await staff.Invite(caller.Actor, person, cancel)).TryGet(out var invited, out var refusal)) return new ProblemResult(refusal);
        return await Shown(caller, invited.Person, staff, portal, StatusCodes.Status201Created, cancel);
    }

    private static Task<IResult> View(Caller caller, string id, IStaff staff, PortalAddress portal, CancellationToken cancel) => Shown(caller, Person(id), staff, portal, StatusCodes.Status200OK, cancel);

    private static async Task<IResult> Replace(Caller caller, string id, ScimBody body, IStaff staff, PortalAddress portal, CancellationToken cancel)
    {
        if (!body.Resource.Then(ScimUser.Whole).TryGet(out var change, out var wrong)) return new ProblemResult(wrong);
        return await Change(caller, Person(id), change, staff, portal, cancel);
    }

    private static async Task<IResult> Patch(Caller caller, string id, ScimBody body, IStaff staff, PortalAddress portal, CancellationToken cancel)
    {
        if (!body.Resource.Then(ScimPatch.Read).TryGet(out var steps, out var wrong)) return new ProblemResult(wrong);
        if (!ScimUser.After(steps).TryGet(out var change, out var objection)) return new ProblemResult(objection);
        return await Change(caller, Person(id), change, staff, portal, cancel);
    }

    private static async Task<IResult> Delete(Caller caller, string id, IStaff staff, CancellationToken cancel) => (await staff.Suspend(caller.Actor, Person(id), cancel)).NoContent();

    private static async Task<IResult> Change(Caller caller, PersonId person, StaffChange change, IStaff staff, PortalAddress portal, CancellationToken cancel)
    {
        if (!(await staff.Change(caller.Actor, person, change, cancel)).TryGet(out _, out var refusal)) return new ProblemResult(refusal);
        return await Shown(caller, person, staff, portal, StatusCodes.Status200OK, cancel);
    }

    private static async Task<IResult> Shown(Caller caller, PersonId person, IStaff staff, PortalAddress portal, int status, CancellationToken cancel) =>
        (await staff.View(caller.Actor, person, cancel)).Answer(line => new ScimResult(ScimUser.Of(line, portal.Scim()), status, status == StatusCodes.Status201Created ? $"{portal.Scim()}/Users/{person}" : null));

    /// <summary>An id to a directory is any text: one that is no id of ours is nobody's.</summary>
    private static PersonId Person(string id) => Id.TryParse<PersonId>(id, out var person) ? person : default;
}
