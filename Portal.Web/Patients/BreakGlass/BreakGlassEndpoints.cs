using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Patients;
using Portal.Domain.Shared;
using Portal.Web.Identity;
using Portal.Web.Shared.Input;
using Portal.Web.Shared.Problems;

namespace Portal.Web.Patients.BreakGlass;

/// <summary>Emergency access, and who opened a record. What finds a patient stands in bodies, never in an address.</summary>
internal static class BreakGlassEndpoints
{
    public static void MapBreakGlass(this RouteGroupBuilder api)
    {
        api.MapPost("/patients/find-outside", Find).WithTags("Emergency access").Produces<FoundPatientJson>()
            .WithSummary("The patient outside the panel who has exactly this identifier and birth date (staff); at most 10 tries a minute.");
        var grants = api.MapGroup("/break-glass").WithTags("Emergency access");
        grants.MapPost("", Declare).Produces<BreakGlassJson>(StatusCodes.Status201Created)
            .WithSummary("Opens that patient for 60 minutes; needs a proof of who is there that is at most 5 minutes old (403 `reauth`). The care teams and the auditors are told.");
        grants.MapDelete("/{id}", End).Produces(StatusCodes.Status204NoContent).WithSummary("Gives the own access back before its time.");
        api.MapGet("/patients/{id}/accesses", Accesses).WithTags("Emergency access").Produces<PageJson<RecordAccessJson>>()
            .WithSummary("Who opened the patient's record, newest first: for the patient's side, the care teams and auditors.");
    }

    [Decides(CareAction.FindPatientOutsidePanel)]
    private static async Task<IResult> Find(Caller caller, Body<FindOutsideBody, OutsideQuestion> body, IBreakGlass glass, CancellationToken cancel) =>
        (await glass.Find(caller.Actor, body.Value.Identifier, body.Value.BirthDate, cancel)).Answer(patient => Results.Json(FoundPatientJson.Of(patient)));

    [Decides(CareAction.DeclareBreakGlass)]
    private static async Task<IResult> Declare(Caller caller, Body<BreakGlassBody, BreakGlassRequest> body, IBreakGlass glass, CancellationToken cancel) =>
        (await glass.Declare(caller.Actor, body.Value, cancel)).Answer(grant => Results.Created($"/api/v1/break-glass/{grant.Id}", BreakGlassJson.Of(grant)));

    [Decides(CareAction.EndBreakGlass)]
    private static async Task<IResult> End(Caller caller, InPath<BreakGlassId> id, IBreakGlass glass, CancellationToken cancel) => (await glass.End(caller.Actor, id.Value, cancel)).NoContent();

    [Decides(CareAction.ViewRecordAccesses)]
    private static async Task<IResult> Accesses(Caller caller, InPath<PersonId> id, InQuery<PageQuery> query, IRecordAccesses accesses, CancellationToken cancel) =>
        (await accesses.Of(caller.Actor, id.Value, query.Value.Page, cancel)).Answer(page => Results.Json(page.ToJson(RecordAccessJson.Of)));
}
