using Portal.Domain.Identity;
using Portal.Domain.Notifications;
using Portal.Domain.Shared;
using Portal.Domain.Webhooks;
using Portal.Web.Identity;
using Portal.Web.Shared;
using Portal.Web.Shared.Input;
using Portal.Web.Shared.Problems;

namespace Portal.Web.Webhooks;

/// <summary>An integration's own webhooks, of another's it is told that there is none; and an administrator's, who has all.</summary>
internal static class WebhookEndpoints
{
    public static void AddWebhooks(this WebApplicationBuilder builder) => builder.Services.AddJson(WebhooksJson.Default);

    public static RouteGroupBuilder MapWebhooks(this RouteGroupBuilder api)
    {
        var webhooks = api.MapGroup("/webhooks").WithTags("Webhooks");
        webhooks.MapGet("", List).Produces<PageJson<WebhookJson>>().WithSummary("The calling integration's webhooks (scope `webhooks:manage`), or all for an administrator, whose proof of who is there is at most 5 minutes old (403 `reauth`).");
        webhooks.MapPost("", Create).Produces<WebhookSecretJson>(StatusCodes.Status201Created).WithSummary("Registers an address (https) for events from now on. The secret is shown this once.");
        webhooks.MapGet("/{id}", Get).Produces<WebhookJson>().WithSummary("One of them. Of its address only the host is shown.");
        webhooks.MapPut("/{id}", Change).Produces(StatusCodes.Status204NoContent).WithSummary("Changes it; without `address` it keeps the one it has.");
        webhooks.MapDelete("/{id}", Remove).Produces(StatusCodes.Status204NoContent).WithSummary("Removes it. What waits for it is dropped.");
        webhooks.MapPost("/{id}/secret", RotateSecret).Produces<WebhookSecretJson>().WithSummary("A new secret; for 24 hours deliveries bear a signature by the one before it as well.");
        webhooks.MapPost("/{id}/test", Test).Produces<WebhookAttemptJson>().WithSummary("Sends one event of type `test` now, and answers what came of it.");
        webhooks.MapGet("/{id}/deliveries", Deliveries).Produces<PageJson<WebhookAttemptJson>>().WithSummary("The tries of the last 30 days, newest first.");
        webhooks.MapPost("/{id}/deliveries/{delivery}/replay", Replay).Produces(StatusCodes.Status204NoContent).WithSummary("Tries a delivery again that was given up (422 `not-parked` where it was not).");
        return api;
    }

    [Decides(CareAction.ManageWebhooks)]
    private static async Task<IResult> List(Caller caller, InQuery<PageQuery> query, IWebhooks webhooks, CancellationToken cancel)
    {
        if (!(await webhooks.Managed(caller.Actor, cancel)).TryGet(out var all, out var refusal)) return new ProblemResult(refusal);
        return Pages.Slice(all, query.Value.Page, webhook => webhook.Id.ToString()).Answer(page => Results.Json(page.ToJson(WebhookJson.Of)));
    }

    [Decides(CareAction.ManageWebhooks)]
    private static async Task<IResult> Create(Caller caller, Body<NewWebhookBody, NewWebhook> body, IWebhooks webhooks, CancellationToken cancel) =>
        (await webhooks.Create(caller.Actor, body.Value, cancel)).Answer(made => Results.Created($"/api/v1/webhooks/{made.Id}", WebhookSecretJson.Of(made)));

    [Decides(CareAction.ManageWebhooks)]
    private static async Task<IResult> Get(Caller caller, InPath<WebhookId> id, IWebhooks webhooks, CancellationToken cancel)
    {
        if (!(await webhooks.Managed(caller.Actor, cancel)).TryGet(out var all, out var refusal)) return new ProblemResult(refusal);
        return all.FirstOrDefault(webhook => webhook.Id == id.Value) is { } found ? Results.Json(WebhookJson.Of(found)) : new ProblemResult(Refusal.NotFound);
    }

    [Decides(CareAction.ManageWebhooks)]
    private static async Task<IResult> Change(Caller caller, InPath<WebhookId> id, Body<WebhookChangeBody, WebhookChange> body, IWebhooks webhooks, CancellationToken cancel) =>
        (await webhooks.Change(caller.Actor, id.Value, body.Value, cancel)).NoContent();

    [Decides(CareAction.ManageWebhooks)]
    private static async Task<IResult> Remove(Caller caller, InPath<WebhookId> id, IWebhooks webhooks, CancellationToken cancel) => (await webhooks.Remove(caller.Actor, id.Value, cancel)).NoContent();

    [Decides(CareAction.ManageWebhooks)]
    private static async Task<IResult> RotateSecret(Caller caller, InPath<WebhookId> id, IWebhooks webhooks, CancellationToken cancel) =>
        (await webhooks.RotateSecret(caller.Actor, id.Value, cancel)).Answer(made => Results.Json(WebhookSecretJson.Of(made)));

    [Decides(CareAction.ManageWebhooks)]
    private static async Task<IResult> Test(Caller caller, InPath<WebhookId> id, IWebhooks webhooks, CancellationToken cancel) =>
        (await webhooks.Test(caller.Actor, id.Value, cancel)).Answer(attempt => Results.Json(WebhookAttemptJson.Of(attempt)));

    [Decides(CareAction.ManageWebhooks)]
    private static async Task<IResult> Deliveries(Caller caller, InPath<WebhookId> id, InQuery<PageQuery> query, IWebhooks webhooks, CancellationToken cancel) =>
        (await webhooks.ManagedAttempts(caller.Actor, id.Value, query.Value.Page, cancel)).Answer(page => Results.Json(page.ToJson(WebhookAttemptJson.Of)));

    [Decides(CareAction.ManageWebhooks)]
    private static async Task<IResult> Replay(Caller caller, InPath<WebhookId> id, InPath<DeliveryId> delivery, IWebhooks webhooks, CancellationToken cancel) =>
        (await webhooks.Replay(caller.Actor, id.Value, delivery.Value, cancel)).NoContent();
}
