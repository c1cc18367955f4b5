using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Infrastructure.Identity.Sessions;

namespace Portal.Infrastructure.Identity;

/// <inheritdoc/>
internal sealed class Credentials(SessionLookup sessions, IEnumerable<IBearerCredentials> bearers) : ICredentials
{
    private readonly IBearerCredentials[] bearers = [.. bearers];

    public ValueTask<Actor?> OfStaffSession(SessionId session, CancellationToken cancel) => sessions.ActorOf(session, cancel);

    public async ValueTask<TokenGrant?> OfToken(string token, CancellationToken cancel)
    {
        foreach (var bearer in bearers)
            if (await bearer.OfToken(token, cancel) is { } grant) return grant;
        return null;
    }

    public async ValueTask<Actor?> OfIntegrationKey(string key, CancellationToken cancel)
    {
        foreach (var bearer in bearers)
            if (await bearer.OfIntegrationKey(key, cancel) is { } actor) return actor;
        return null;
    }
}
