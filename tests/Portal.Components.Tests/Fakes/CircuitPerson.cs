using System.Collections.Concurrent;
using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Web.Identity;

namespace Portal.Components.Tests.Fakes;

/// <summary>Sessions that stand until a test ends them.</summary>
internal sealed class FakeCredentials : ICredentials
{
    private readonly ConcurrentDictionary<SessionId, Actor> sessions = new();

    public int Asked { get; private set; }

    /// <summary>Set: the database is away.</summary>
    public Exception? Broken { get; set; }

    public void Stand(Actor actor) => sessions[actor.Session!.Value] = actor;

    public void End(Actor actor) => sessions.TryRemove(actor.Session!.Value, out _);

    public ValueTask<Actor?> OfStaffSession(SessionId session, CancellationToken cancel)
    {
        Asked++;
        return Broken is null ? ValueTask.FromResult(sessions.GetValueOrDefault(session)) : ValueTask.FromException<Actor?>(Broken);
    }

    public ValueTask<TokenGrant?> OfToken(string token, CancellationToken cancel) => ValueTask.FromResult<TokenGrant?>(null);

    public ValueTask<Actor?> OfIntegrationKey(string key, CancellationToken cancel) => ValueTask.FromResult<Actor?>(null);
}

/// <summary>Who the circuit believes is there.</summary>
internal sealed class CircuitPerson(FakeCredentials credentials) : AuthenticationStateProvider
{
    private AuthenticationState state = new(new ClaimsPrincipal(new ClaimsIdentity()));

    public void SignIn(Actor person)
    {
        credentials.Stand(person);
        state = new(new Credential.StaffSession(person.Session!.Value).Principal(PortalSchemes.Staff));
        NotifyAuthenticationStateChanged(GetAuthenticationStateAsync());
    }

    public void SignOut()
    {
        state = new(new ClaimsPrincipal(new ClaimsIdentity()));
        NotifyAuthenticationStateChanged(GetAuthenticationStateAsync());
    }

    public override Task<AuthenticationState> GetAuthenticationStateAsync() => Task.FromResult(state);
}
