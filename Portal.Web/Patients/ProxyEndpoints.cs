using Portal.Domain.Identity;
using Portal.Domain.Patients;
using Portal.Domain.Shared;
using Portal.Web.Identity;
using Portal.Web.Patients.BreakGlass;
using Portal.Web.Shared;
using Portal.Web.Shared.Input;
using Portal.Web.Shared.Problems;

namespace Portal.Web.Patients;

/// <summary>
/// Who may act for a patient: one grant for each patient and related person. Nothing here finds patients: a name never stands in an address.
/// </summary>
internal static class ProxyEndpoints
{
    public static void AddPatients(this WebApplicationBuilder builder)
    {
        builder.Services.AddJson(PatientsJson.Default);
        builder.Services.AddJson(BreakGlassSerialization.Default);
    }

    public static RouteGroupBuilder MapPatients(this RouteGroupBuilder api)
    {
        var proxies = api.MapGroup("/patients/{id}/proxies").WithTags("Proxies");
        proxies.MapPut("", Grant).Produces(StatusCodes.Status204NoContent)
            .WithSummary("Lets a related person act for the patient, until the given instant or until it is taken back; again replaces the grant.");
        proxies.MapDelete("/{relatedPerson}", Revoke).Produces(StatusCodes.Status204NoContent).WithSummary("Takes the grant back.");
        api.MapBreakGlass();
        return api;
    }

    [Decides(CareAction.ManageProxies)]
    private static async Task<IResult> Grant(Caller caller, InPath<PersonId> id, Body<ProxyBody, ProxyGrant> body, IProxies proxies, CancellationToken cancel)
    {
        var grant = body.Value;
        return (await proxies.Grant(caller.Actor, id.Value, grant.Identifier, grant.Name, grant.Relationship, grant.Until, cancel)).NoContent();
    }

    [Decides(CareAction.ManageProxies)]
    private static async Task<IResult> Revoke(Caller caller, InPath<PersonId> id, InPath<PersonId> relatedPerson, IProxies proxies, CancellationToken cancel) =>
        (await proxies.Revoke(caller.Actor, id.Value, relatedPerson.Value, cancel)).NoContent();
}
