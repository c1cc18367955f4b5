using System.Security.Claims;
using Portal.Domain.Identity;

namespace Portal.Web.Identity;

/// <summary>
/// From a credential to the actor it stands for now: the one step that endpoints, hubs and circuits share. Null is "no longer good", whatever
/// happened to it; whoever holds something open asks again when access may have changed.
/// </summary>
internal sealed class ActorAccessor(ICredentials credentials)
{
    /// <summary>A bearer may be a token or a key; only looking tells.</summary>
    public async ValueTask<Caller?> OfBearer(string bearer, string? address, CancellationToken cancel) =>
        await OfToken(new Credential.Token(bearer), address, cancel)
        ?? (await credentials.OfIntegrationKey(bearer, cancel) is { } actor ? new Caller(From(actor, address), new Credential.IntegrationKey(bearer)) : null);

    public async ValueTask<Caller?> OfToken(Credential.Token token, string? address, CancellationToken cancel) =>
        await credentials.OfToken(token.Value, cancel) is { } grant
            ? new Caller(From(grant.Actor, address), token) { BoundOrigin = grant.Origin, EndsAt = grant.ExpiresAt }
            : null;

    public async ValueTask<Caller?> OfStaff(Credential.StaffSession session, string? address, CancellationToken cancel) =>
        await credentials.OfStaffSession(session.Session, cancel) is { } actor ? new Caller(From(actor, address), session) : null;

    /// <summary>The same credential looked up again, with the address it came from.</summary>
    public ValueTask<Caller?> Again(Caller caller, CancellationToken cancel) => caller.Credential switch
    {
        Credential.Token token => OfToken(token, caller.Actor.Address, cancel),
        Credential.StaffSession session => OfStaff(session, caller.Actor.Address, cancel),
        _ => ValueTask.FromResult<Caller?>(null),
    };

    /// <summary>For circuits, which keep the principal they began with; <paramref name="address"/> as it was then.</summary>
    public ValueTask<Caller?> OfStaff(ClaimsPrincipal principal, string? address, CancellationToken cancel) =>
        Credential.StaffSession.Of(principal) is { } session ? OfStaff(session, address, cancel) : ValueTask.FromResult<Caller?>(null);

    private static Actor From(Actor actor, string? address) => actor with { Address = address };
}

/// <summary>Where a request came from.</summary>
internal static class Whence
{
    /// <summary>The page a browser says the request came from; null where none says so, and several are none that anybody registered.</summary>
    public static string? Origin(this HttpContext context) => context.Request.Headers.Origin is { Count: > 0 } origin ? origin.ToString() : null;

    /// <summary>For the audit and for counting bad credentials: behind configured proxies the address they report.</summary>
    public static string? Address(this HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress;
        return (address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address)?.ToString();
    }
}
