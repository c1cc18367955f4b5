using Portal.Domain.Identity;
using Portal.Domain.Integrations;
using Portal.Web.Identity;
using Portal.Web.Shared.Input;
using Portal.Web.Shared.Problems;

namespace Portal.Web.Integrations;

/// <summary>What an integration sees of itself, and the keys it signs assertions with.</summary>
internal static class IntegrationEndpoints
{
    private static readonly BodyLimit LongestKey = new(16 * 1024);

    public static void MapIntegrationEndpoints(this RouteGroupBuilder api)
    {
        var current = api.MapGroup("/integrations/current").RequireAuthorization(PortalPolicies.IntegrationKey).WithTags("Integrations");
        current.MapGet("", Current).Produces<IntegrationJson>().WithSummary("The calling integration: id, origins, and the scopes of the key used.");
        current.MapGet("/usage", Usage).Produces<UsageDayJson[]>().WithSummary("What the calling integration used, by day (UTC): the days that have any, in their order. The newest is at most an hour behind.");
        current.MapPost("/keys", AddKey).Produces<AssertionKeyJson>(StatusCodes.Status201Created).WithMetadata(LongestKey)
            .WithSummary("Registers a public key (JWK) that assertions are signed with.");
        current.MapDelete("/keys/{kid}", RemoveKey).Produces(StatusCodes.Status204NoContent).WithSummary("Takes a key out of use.");
    }

    [Decides(CareAction.ReadIntegration)]
    private static async Task<IResult> Current(Caller caller, IIntegrations integrations, CancellationToken cancel) =>
        (await integrations.Current(caller.Actor, cancel)).Answer(integration => Results.Json(IntegrationJson.Of(integration, caller.Actor.Scopes)));

    [Decides(CareAction.ReadIntegration)]
    private static async Task<IResult> Usage(Caller caller, InQuery<UsageQuery> query, IUsage usage, TimeProvider clock, CancellationToken cancel)
    {
        var to = query.Value.To ?? DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var from = query.Value.From ?? to.AddDays(-Math.Min(30, to.DayNumber));
        return (await usage.Current(caller.Actor, from, to, cancel)).Answer(days => Results.Json(days.Select(UsageDayJson.Of).ToArray()));
    }

    [Decides(CareAction.ManageOwnAssertionKeys)]
    private static async Task<IResult> AddKey(Caller caller, Body<AssertionKeyBody, NewAssertionKey> body, IIntegrations integrations, CancellationToken cancel)
    {
        var added = await integrations.AddAssertionKey(caller.Actor, body.Value.Kid, body.Value.Jwk, cancel);
        return added.Answer(key => Results.Json(AssertionKeyJson.Of(key), statusCode: StatusCodes.Status201Created));
    }

    [Decides(CareAction.ManageOwnAssertionKeys)]
    private static async Task<IResult> RemoveKey(Caller caller, string kid, IIntegrations integrations, CancellationToken cancel) =>
        AssertionKeyBody.Objection(kid) is { } objection
            ? new ProblemResult(Domain.Shared.Refusal.Invalid("$.kid", objection))
            : (await integrations.RemoveAssertionKey(caller.Actor, kid, cancel)).NoContent();
}
