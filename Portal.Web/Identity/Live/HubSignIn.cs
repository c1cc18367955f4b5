using Portal.Domain.Shared;
using Portal.Web.Shared.Hosting;
using Portal.Web.Shared.Hubs;
using Portal.Web.Shared.Limits;

namespace Portal.Web.Identity.Live;

/// <summary>How a hub connection comes to know who is behind it: by what the request that opened it bore, or by the call <c>Authenticate</c>.</summary>
internal sealed class HubSignIn(ActorAccessor accessor, PortalAddress portal, RateLimits limits, TimeProvider clock)
{
    /// <summary>The cookie or <c>Authorization</c> header of the opening request, which <see cref="LiveCredentials"/> has found good; null where there was neither.</summary>
    public async ValueTask<Caller?> OfRequest(HttpContext request, CancellationToken cancel)
    {
        var address = request.Address();
        return BearerHandler.Bearer(request.Request.Headers.Authorization.ToString()) is { } bearer
            ? await accessor.OfToken(new Credential.Token(bearer), address, cancel)
            : await accessor.OfStaff(request.User, address, cancel);
    }

    /// <summary>
    /// A token, held to its own origin. A connection that has a caller keeps that person: a token of somebody else, or of the same person for another
    /// patient, is forbidden.
    /// </summary>
    public async Task<HubAnswer<AuthenticatedJson>> ByToken(LiveConnection connection, string? token, CancellationToken cancel)
    {
        var found = string.IsNullOrEmpty(token) ? null : await accessor.OfBearer(token, connection.Address, cancel);
        if (found is null || !found.MayComeFrom(connection.Origin, portal)) return Failed(connection, limits.BadCredential(connection.Address) ?? Refusal.Unauthorized);
        if (found.Credential is not Credential.Token || IsAnother(connection.Caller, found)) return Failed(connection, Refusal.Forbidden);
        var now = clock.Now();
        connection.Adopt(found, now);
        return new AuthenticatedJson(found.Actor.PersonId.ToString(), found.Actor.DisplayName.Reveal(), now, found.EndsAt!.Value);
    }

    private static bool IsAnother(Caller? caller, Caller found) =>
        caller is not null
        && (caller.Actor.PersonId, caller.Actor.Patient, caller.Actor.Integration) != (found.Actor.PersonId, found.Actor.Patient, caller.Credential is Credential.Token ? found.Actor.Integration : null);

    /// <summary>The third failure is still answered; then the connection closes.</summary>
    private static HubAnswer<AuthenticatedJson> Failed(LiveConnection connection, Refusal refusal)
    {
        HubAnswer<AuthenticatedJson> answer = refusal;
        return connection.Failed() ? answer.Then(() => connection.Close("authentication failed three times")) : answer;
    }
}

/// <summary>The answer of <c>Authenticate</c>.</summary>
internal sealed record AuthenticatedJson(string PersonId, string DisplayName, DateTimeOffset ServerTime, DateTimeOffset ExpiresAt)
{
    public override string ToString() => PersonId;
}
