using System.Buffers.Text;
using Portal.Domain.Identity;
using Portal.Domain.Integrations;
using Portal.Domain.Shared;
using Portal.Web.Identity;
using Portal.Web.Shared.Hosting;
using Portal.Web.Shared.Input;
using Portal.Web.Shared.Limits;
using Portal.Web.Shared.Problems;

namespace Portal.Web.Integrations.Sessions;

/// <summary>Sessions of people in a host's page: asked for by the host, renewed and ended by the page.</summary>
internal static class SessionEndpoints
{
    private static readonly BodyLimit LongestExchange = new(16 * 1024);

    public static void MapSessionEndpoints(this RouteGroupBuilder api)
    {
        var sessions = api.MapGroup("/sessions").WithTags("Sessions");
        sessions.MapPost("", Create).Produces<SessionJson>(StatusCodes.Status201Created)
            .RequireAuthorization(PortalPolicies.IntegrationKey).WithMetadata(new CountsAs(LimitKind.NewSession))
            .WithSummary("A session for exactly one of a patient (with a related person who acts, and a conversation to open), the integration's bot, or a practitioner.");
        sessions.MapPost("/exchange", Exchange).Produces<SessionJson>(StatusCodes.Status201Created)
            .AllowAnonymous().WithMetadata(LongestExchange).WithSummary("A session for a host-signed assertion.");
        sessions.MapPost("/links", CreateLink).Produces<LinkJson>(StatusCodes.Status201Created)
            .RequireAuthorization(PortalPolicies.IntegrationKey).WithMetadata(new CountsAs(LimitKind.NewSession))
            .WithSummary("A one-time link to the patient's application on its own: opened once, within 10 minutes.");
        sessions.MapPost("/link", UseLink).Produces<SessionJson>(StatusCodes.Status201Created)
            .AllowAnonymous().WithSummary("A session for the code of a one-time link.");
        sessions.MapPost("/renew", Renew).Produces<SessionJson>()
            .AllowAnonymous().WithSummary("A fresh token of the same session; the old one lives to its own end.");
        var current = sessions.MapGroup("/current").RequireAuthorization(PortalPolicies.SessionToken);
        current.MapDelete("", End).Produces(StatusCodes.Status204NoContent).WithSummary("Ends the session, its renewed tokens and its connections.");
        current.MapPost("/outbox-key", OutboxKey).Produces<OutboxKeyJson>().WithSummary("The key that seals what the widget keeps in the browser.");
    }

    [Decides(CareAction.CreatePatientSession)]
    [Decides(CareAction.CreatePractitionerSession)]
    [Decides(CareAction.CreateBotSession)]
    private static async Task<IResult> Create(Caller caller, Body<SessionBody, SessionWish> body, IWidgetSessions sessions, CancellationToken cancel) =>
        Created(await For(caller.Actor, body.Value, sessions, cancel));

    private static Task<Outcome<SessionAnswer>> For(Actor actor, SessionWish wish, IWidgetSessions sessions, CancellationToken cancel) => wish switch
    {
        SessionWish.OfPatient patient => sessions.CreateForPatient(actor, patient.Request, cancel),
        SessionWish.OfPractitioner practitioner => sessions.CreateForPractitioner(actor, practitioner.Practitioner, practitioner.Origin, cancel),
        SessionWish.OfBot bot => sessions.CreateForBot(actor, bot.Name, bot.Origin, cancel),
        _ => throw new InvalidOperationException($"Nobody to make a session for: {wish.GetType().Name}"),
    };

    [Decides(CareAction.CreatePatientSession)]
    private static async Task<IResult> CreateLink(Caller caller, Body<LinkBody, PatientSessionRequest> body, IWidgetSessions sessions, PortalAddress portal, CancellationToken cancel) =>
        (await sessions.CreateLink(caller.Actor, body.Value, cancel)).Answer(
            link => Results.Json(new LinkJson($"{portal.EmbedOrigin}{Paths.Me}#{link.Code}", link.ExpiresAt), statusCode: StatusCodes.Status201Created));

    private static async Task<IResult> Exchange(HttpContext context, Body<ExchangeBody, string> body, IWidgetSessions sessions, RateLimits limits, CancellationToken cancel) =>
        OfCredential(await sessions.Exchange(body.Value, context.Address(), cancel), context, limits);

    private static async Task<IResult> UseLink(HttpContext context, Body<CodeBody, string> body, IWidgetSessions sessions, RateLimits limits, CancellationToken cancel) =>
        OfCredential(await sessions.UseLink(body.Value, context.Address(), cancel), context, limits);

    /// <summary>A refused assertion or code counts as a bad credential of its address; a good one passes whatever the count says.</summary>
    private static IResult OfCredential(Outcome<SessionAnswer> outcome, HttpContext context, RateLimits limits) =>
        outcome.Refusal is { Kind: RefusalKind.Unauthorized } refusal ? new ProblemResult(limits.BadCredential(context.Address()) ?? refusal) : Created(outcome);

    /// <summary>
    /// Open to tokens that have ended, since only the session's own record tells "too late to renew" from "never was good"; what comes from a
    /// foreign origin, or is no token, never gets that far.
    /// </summary>
    private static async Task<IResult> Renew(HttpContext context, IWidgetSessions sessions, CancellationToken cancel)
    {
        if (Caller.Of(context) is { } caller)
        {
            if (caller.Credential is not Credential.Token token) return new ProblemResult(Refusal.Forbidden);
            return (await sessions.Renew(token.Value, cancel)).Answer(answer => Results.Json(SessionJson.Of(answer)));
        }

        if (BadCredential.Of(context) is not { Ended: { } ended, Refusal: { Kind: RefusalKind.Unauthorized } unauthorized })
            return new ProblemResult(BadCredential.Of(context)?.Refusal ?? Refusal.Unauthorized);
        return new ProblemResult((await sessions.Renew(ended, cancel)).Refusal ?? unauthorized);
    }

    [Decides(CareAction.EndOwnSessions)]
    private static async Task<IResult> End(Caller caller, IWidgetSessions sessions, CancellationToken cancel) =>
        (await sessions.EndCurrent(caller.Actor, cancel)).NoContent();

    [Decides(CareAction.EndOwnSessions)]
    private static async Task<IResult> OutboxKey(Caller caller, IWidgetSessions sessions, CancellationToken cancel) =>
        (await sessions.OutboxKey(caller.Actor, cancel)).Answer(key => Results.Json(new OutboxKeyJson(Base64Url.EncodeToString(key))));

    private static IResult Created(Outcome<SessionAnswer> outcome) =>
        outcome.Answer(answer => Results.Json(SessionJson.Of(answer), statusCode: StatusCodes.Status201Created));
}
