using Portal.Domain.Shared;

namespace Portal.Domain.Identity;

/// <summary>
/// From a credential to the <see cref="Actor"/> it stands for, looked up again at each call (an answer may be cached while no change of access was
/// announced, and never longer than five seconds). Null is "not a good credential", whatever is wrong with it.
/// </summary>
public interface ICredentials
{
    [DecidesNothing("asked before anybody is known")]
    ValueTask<Actor?> OfStaffSession(SessionId session, CancellationToken cancel);

    /// <summary>A session token of a patient, related person, delegated practitioner or bot.</summary>
    [DecidesNothing("asked before anybody is known")]
    ValueTask<TokenGrant?> OfToken(string token, CancellationToken cancel);

    [DecidesNothing("asked before anybody is known")]
    ValueTask<Actor?> OfIntegrationKey(string key, CancellationToken cancel);
}

/// <summary>What a live session token opens: whose it is, the one foreign origin it may be used from, and its end.</summary>
public sealed record TokenGrant(Actor Actor, string Origin, DateTimeOffset ExpiresAt);

/// <summary>Tells those who hold something open (connections, circuits, calls) that somebody's access may have changed.</summary>
public interface IAccessChanges
{
    /// <summary>
    /// Grows with every change of a session, role, membership, grant or status anywhere; seen on every node within a second. What was decided under an
    /// older version must be decided again.
    /// </summary>
    long Version { get; }

    /// <summary>Completes when the version is no longer <paramref name="seen"/>, or after three seconds at the latest, since grants also end by date.</summary>
    [DecidesNothing("carries no data")]
    Task WaitForChange(long seen, CancellationToken cancel);
}
