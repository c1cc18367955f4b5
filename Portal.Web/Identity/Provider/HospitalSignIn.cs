using System.Buffers.Text;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Portal.Domain.Identity.Provider;
using Portal.Domain.Identity.SignIn;
using Portal.Domain.Shared;
using Portal.Web.Identity.Gate;
using Portal.Web.Identity.SignIn;

namespace Portal.Web.Identity.Provider;

/// <summary>
/// The framework's handler of the code flow: state, its correlation with this browser and PKCE are its own. The nonce is added, and what came back goes to the
/// port; what the port says waits in <see cref="ProviderAnswer"/> until the framework is done.
/// </summary>
internal sealed class HospitalSignIn(IOptionsMonitor<OAuthOptions> options, ILoggerFactory logger, UrlEncoder encoder, IProviderSignIn provider, SignInLimits limits, GateCookies cookies)
    : OAuthHandler<OAuthOptions>(options, logger, encoder)
{
    public const string SchemeName = "Hospital";
    public const string Prompt = "prompt";
    private const string Nonce = "nonce";
    private const int NonceSize = 32;

    /// <summary>A session's longest life. Providers that are told an age must say when the person signed in there (OpenID Connect Core 1.0 section 2, auth_time).</summary>
    private const string MaxAge = "43200";

    private Browser Browser => new(Context.Address(), cookies.Device(Context));

    protected override string BuildChallengeUrl(AuthenticationProperties properties, string redirectUri)
    {
        var nonce = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(NonceSize));
        properties.Items[Nonce] = nonce;
        var parameters = new Dictionary<string, string?>(StringComparer.Ordinal) { [Nonce] = nonce, ["max_age"] = MaxAge };
        if (properties.Items.TryGetValue(Prompt, out var prompt)) parameters[Prompt] = prompt;
        return QueryHelpers.AddQueryString(base.BuildChallengeUrl(properties, redirectUri), parameters);
    }

    protected override async Task<HandleRequestResult> HandleRemoteAuthenticateAsync()
    {
        if (await limits.Refuse(Browser, Context.RequestAborted) is not { } refusal) return await base.HandleRemoteAuthenticateAsync();
        Context.Features.Set(new ProviderAnswer(null, refusal));
        return HandleRequestResult.Fail("Too many.");
    }

    protected override async Task<OAuthTokenResponse> ExchangeCodeAsync(OAuthCodeExchangeContext context)
    {
        var verifier = context.Properties.Items.TryGetValue(OAuthConstants.CodeVerifierKey, out var kept) ? kept : null;
        var code = new ProviderCode(context.Code, verifier ?? "", new Uri(context.RedirectUri));
        if ((await provider.Exchange(code, Browser, Context.RequestAborted)).TryGet(out var tokens, out var refusal)) return AsTokens(tokens);
        Context.Features.Set(new ProviderAnswer(null, refusal));
        return OAuthTokenResponse.Failed(new InvalidOperationException("The provider's answer was refused."));
    }

    /// <summary>The ticket stands for nobody: the browser becomes the portal's own session, or goes on to the second step.</summary>
    protected override async Task<AuthenticationTicket> CreateTicketAsync(ClaimsIdentity identity, AuthenticationProperties properties, OAuthTokenResponse tokens)
    {
        var token = tokens.Response!.RootElement.GetProperty("id_token").GetString()!;
        var nonce = properties.Items.TryGetValue(Nonce, out var kept) ? kept : null;
        var outcome = await provider.SignIn(new ProviderTokens(token), nonce ?? "", Browser, Context.RequestAborted);
        Context.Features.Set(outcome.TryGet(out var step, out var refusal) ? new ProviderAnswer(step, null) : new ProviderAnswer(null, refusal));
        return new AuthenticationTicket(new ClaimsPrincipal(identity), properties, SchemeName);
    }

    /// <summary>The framework asks for an access token, which is nothing the portal keeps or uses.</summary>
    private static OAuthTokenResponse AsTokens(ProviderTokens tokens) =>
        OAuthTokenResponse.Success(JsonDocument.Parse(new JsonObject { ["access_token"] = "-", ["id_token"] = tokens.IdToken }.ToJsonString()));
}

/// <summary>What the port said: one of the two.</summary>
internal sealed record ProviderAnswer(SignInStep? Step, Refusal? Refusal);
