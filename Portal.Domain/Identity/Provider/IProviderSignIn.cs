using Portal.Domain.Identity.SignIn;
using Portal.Domain.Shared;

namespace Portal.Domain.Identity.Provider;

/// <summary>
/// Signing in by the hospital's identity provider (OpenID Connect Core 1.0, code flow). Whatever is wrong with what it says is
/// <see cref="ProviderRefusals.Refused"/>, and what exactly only in the audit.
/// </summary>
public interface IProviderSignIn
{
    /// <summary>The tokens for a code, asked for at the provider itself; <see cref="ProviderRefusals.Unreachable"/> where it is away, slow, or sends too much.</summary>
    [DecidesNothing("the code is the provider's word to this portal")]
    Task<Outcome<ProviderTokens>> Exchange(ProviderCode code, Browser browser, CancellationToken cancel);

    /// <summary>
    /// Whom the token names: by the issuer's own id for the person, else, once, by the user name. The mapped roles take the place of the clinical ones. Where the
    /// provider is not asked for the second factor, the portal's own follows, and nothing is linked or given before that one is proven.
    /// </summary>
    [DecidesNothing("the signed token is the credential")]
    Task<Outcome<SignInStep>> SignIn(ProviderTokens tokens, string nonce, Browser browser, CancellationToken cancel);
}

/// <summary>What came back through the browser, with the PKCE verifier (RFC 7636) that only this portal has, and the address it came back to.</summary>
public sealed record ProviderCode(string Code, string Verifier, Uri Redirect)
{
    public override string ToString() => "ProviderCode";
}

/// <summary>Of the provider's answer, what is looked at; access tokens are not kept.</summary>
public sealed record ProviderTokens(string IdToken)
{
    public override string ToString() => "ProviderTokens";
}

/// <summary>Every no of the hospital's sign-in.</summary>
public static class ProviderRefusals
{
    public static readonly Refusal Refused = new(RefusalKind.Unauthorized, "provider-refused");

    /// <summary>The provider knows the person; the portal has no active account of that name, or one that belongs to another person there.</summary>
    public static readonly Refusal UnknownPerson = new(RefusalKind.Unauthorized, "provider-unknown-person");

    /// <summary>Whoever has, or waits for, a role that two people give is not linked by a name.</summary>
    public static readonly Refusal NotByName = new(RefusalKind.Unauthorized, "provider-not-by-name");

    public static readonly Refusal Unreachable = new(RefusalKind.NotReady, "provider-unreachable");

    /// <summary>By the reason that an address carries; whatever else stands there is the plain no.</summary>
    public static Refusal Of(string reason) => Array.Find([UnknownPerson, NotByName, Unreachable], one => one.Reason == reason) ?? Refused;
}
