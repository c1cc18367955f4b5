using System.Collections.Concurrent;
using Portal.Domain.Identity;
using Portal.Domain.Shared;

namespace Portal.Web.Tests.Fakes;

/// <summary>Credentials that a test hands out.</summary>
internal sealed class FakeCredentials : ICredentials
{
    private readonly ConcurrentDictionary<string, TokenGrant> tokens = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Actor> keys = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<SessionId, Actor> sessions = new();

    /// <summary>Thrown by every look-up of a token while it is set.</summary>
    public Exception? Broken { get; set; }

    public void Token(string token, Actor actor, string origin, DateTimeOffset expiresAt) => tokens[token] = new(actor, origin, expiresAt);

    public void Key(string key, Actor actor) => keys[key] = actor;

    public void Staff(SessionId session, Actor actor) => sessions[session] = actor;

    public void Revoke(string tokenOrKey)
    {
        tokens.TryRemove(tokenOrKey, out _);
        keys.TryRemove(tokenOrKey, out _);
    }

    public ValueTask<Actor?> OfStaffSession(SessionId session, CancellationToken cancel) => ValueTask.FromResult(sessions.GetValueOrDefault(session));

    public ValueTask<TokenGrant?> OfToken(string token, CancellationToken cancel) =>
        Broken is null ? ValueTask.FromResult(tokens.GetValueOrDefault(token)) : throw Broken;

    public ValueTask<Actor?> OfIntegrationKey(string key, CancellationToken cancel) => ValueTask.FromResult(keys.GetValueOrDefault(key));
}
