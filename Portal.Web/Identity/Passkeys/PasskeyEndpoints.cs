using System.Text.Json;
using System.Text.Json.Serialization;
using Portal.Domain.Identity;
using Portal.Domain.Identity.SignIn;
using Portal.Domain.Shared;
using Portal.Web.Identity.Gate;
using Portal.Web.Identity.SignIn;
using Portal.Web.Shared;
using Portal.Web.Shared.Hosting;
using Portal.Web.Shared.Problems;

namespace Portal.Web.Identity.Passkeys;

/// <summary>
/// The first step of a passkey's ceremony, asked for by <c>modules/passkey.js</c> when its button is pressed; the second is a form of the page
/// itself. Only the portal's own pages are answered.
/// </summary>
internal static class PasskeyEndpoints
{
    public const string SignInPath = "/sign-in/passkey";
    public const string AccountPath = "/account/passkey";
    public const string ConfirmPath = "/confirm/passkey";

    public static void AddPasskeys(this WebApplicationBuilder builder) => builder.Services.AddJson(PasskeyJson.Default);

    public static void MapPasskeys(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost(SignInPath, BeginSignIn).AllowAnonymous().ExcludeFromDescription();
        endpoints.MapPost(AccountPath, BeginAdding).RequireAuthorization().ExcludeFromDescription();
        endpoints.MapPost(ConfirmPath, BeginProof).RequireAuthorization().ExcludeFromDescription();
    }

    private static async Task<IResult> BeginSignIn(HttpContext context, IPasskeys passkeys, SignInLimits limits, GateCookies cookies, PortalAddress portal)
    {
        if (!context.IsFromOwnPage(portal)) return new ProblemResult(Refusal.Forbidden);
        var browser = new Browser(context.Address(), cookies.Device(context));
        if (await limits.Refuse(browser, context.RequestAborted) is { } refusal) return new ProblemResult(refusal);
        return Answer(await passkeys.BeginSignIn(context.RequestAborted));
    }

    [Decides(CareAction.ManageOwnAccount)]
    private static Task<IResult> BeginAdding(HttpContext context, IPasskeys passkeys, PortalAddress portal) => Begin(context, portal, passkeys.BeginAdding);

    [Decides(CareAction.ManageOwnAccount)]
    private static Task<IResult> BeginProof(HttpContext context, IPasskeys passkeys, PortalAddress portal) => Begin(context, portal, passkeys.BeginProof);

    private static async Task<IResult> Begin(HttpContext context, PortalAddress portal, Func<Actor, CancellationToken, Task<Outcome<PasskeyChallenge>>> begin)
    {
        if (!context.IsFromOwnPage(portal) || Caller.Of(context) is not { Credential: Credential.StaffSession } caller) return new ProblemResult(Refusal.Forbidden);
        return (await begin(caller.Actor, context.RequestAborted)).Answer(Answer);
    }

    private static IResult Answer(PasskeyChallenge challenge)
    {
        using var options = JsonDocument.Parse(challenge.Options);
        return Results.Ok(new PasskeyBegun(challenge.Token, options.RootElement.Clone()));
    }
}

/// <summary>To the portal's own page: the ceremony's name, and what the browser is asked.</summary>
internal sealed record PasskeyBegun(string Token, JsonElement Options);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(PasskeyBegun))]
internal sealed partial class PasskeyJson : JsonSerializerContext;
