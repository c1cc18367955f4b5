using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Portal.Domain.Shared;
using Portal.Web.Shared.Hosting;
using Portal.Web.Shared.Limits;
using Portal.Web.Shared.Problems;

namespace Portal.Web.Identity;

/// <summary>
/// Session tokens and integration keys in the <c>Authorization</c> header. A token is good without an <c>Origin</c>, from the portal's own, or from
/// the one it is bound to. A credential that is no good is counted by address; it is looked at even when that count is used up, since a
/// whole hospital shares one address and its good ones must pass.
/// </summary>
internal sealed class BearerHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    IServiceProvider services)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    private const string Prefix = "Bearer ";
    private const int LongestBearer = 4096;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization;
        if (header.Count == 0) return AuthenticateResult.NoResult();
        var bearer = Bearer(header.ToString());
        var caller = bearer is null
            ? null
            : await services.GetRequiredService<ActorAccessor>().OfBearer(bearer, Context.Address(), Context.RequestAborted);
        if (caller is null) return Bad(new(Refusal.Unauthorized) { Ended = bearer });
        if (!caller.MayComeFrom(Context.Origin(), services.GetRequiredService<PortalAddress>())) return Bad(new(Refusal.Unauthorized) { IsForeignOrigin = true });
        Context.Features.Set(caller);
        return AuthenticateResult.Success(new(caller.Credential.Principal(Scheme.Name), Scheme.Name));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) =>
        ProblemWriter.Write(Context, BadCredential.Of(Context)?.Refusal ?? Refusal.Unauthorized);

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => ProblemWriter.Write(Context, Refusal.Forbidden);

    /// <summary>Null for another scheme, an empty one, or one longer than any of ours.</summary>
    public static string? Bearer(string header) =>
        header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && header.Length <= LongestBearer && header[Prefix.Length..].Trim() is { Length: > 0 } bearer
            ? bearer
            : null;

    private AuthenticateResult Bad(BadCredential bad)
    {
        var limited = services.GetRequiredService<RateLimits>().BadCredential(Context.Address());
        Context.Features.Set(limited is null ? bad : bad with { Refusal = limited });
        return AuthenticateResult.Fail("The credential is no good.");
    }
}
