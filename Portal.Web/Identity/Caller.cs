using System.Reflection;
using Portal.Domain.Identity;
using Portal.Web.Shared.Hosting;

namespace Portal.Web.Identity;

/// <summary>Who calls and by which credential, as looked up for this call. Endpoints take it as a parameter.</summary>
internal sealed record Caller(Actor Actor, Credential Credential)
{
    /// <summary>The one foreign origin that a session token may be used from; null for other credentials.</summary>
    public string? BoundOrigin { get; init; }

    /// <summary>A session token's end; null for other credentials.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>
    /// What rates are counted by. A renewed token is the same session, so renewing gives no second allowance; two keys of one integration are two
    /// credentials.
    /// </summary>
    public string LimitKey => Credential is Credential.IntegrationKey key ? key.Fingerprint : $"{Actor.Session?.ToString() ?? Actor.PersonId.ToString()}";

    /// <summary>
    /// A token is good without an origin, from the portal's own, and from the one it is bound to. Browsers write an origin in one way only, so an
    /// exact comparison is the whole check.
    /// </summary>
    public bool MayComeFrom(string? origin, PortalAddress portal) => BoundOrigin is null || origin is null || origin == BoundOrigin || portal.IsOwn(origin);

    /// <summary>For endpoints: the caller that authentication found.</summary>
    /// <exception cref="InvalidOperationException">The endpoint is open to all, and has no caller.</exception>
    public static ValueTask<Caller> BindAsync(HttpContext context, ParameterInfo _) =>
        ValueTask.FromResult(Of(context) ?? throw new InvalidOperationException("An endpoint that takes a caller must not be open to all."));

    /// <summary>Null where nobody proved who is there.</summary>
    public static Caller? Of(HttpContext context) => context.Features.Get<Caller>();

    public override string ToString() => Actor.ToString();
}

/// <summary>A credential that came and was no good, and what to answer where one is needed.</summary>
internal sealed record BadCredential(Domain.Shared.Refusal Refusal)
{
    /// <summary>The token is live, but not from this origin.</summary>
    public bool IsForeignOrigin { get; init; }

    /// <summary>What came, where it is no live credential of anybody: only renewing looks at it again.</summary>
    public string? Ended { get; init; }

    public override string ToString() => Refusal.Kind.ToString();

    public static BadCredential? Of(HttpContext context) => context.Features.Get<BadCredential>();
}
