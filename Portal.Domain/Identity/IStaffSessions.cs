using Portal.Domain.Shared;

namespace Portal.Domain.Identity;

/// <summary>The server's own record of who is signed in at the portal. A cookie without a live row here is nobody.</summary>
public interface IStaffSessions
{
    /// <summary>Called at sign-in only: a new session for every sign-in (no fixation).</summary>
    [DecidesNothing("called by the sign-in itself, after every factor")]
    Task<SessionId> Begin(PersonId person, string? address, CancellationToken cancel);

    /// <summary>The person did something; moves the idle limit (15 minutes), never the absolute one (12 hours).</summary>
    [Decides(CareAction.EndOwnSessions)]
    Task<Outcome<Done>> Touch(Actor actor, CancellationToken cancel);

    /// <summary>Proved again who is there: acts that need a fresh proof are open for five minutes.</summary>
    [Decides(CareAction.ManageOwnAccount)]
    Task<Outcome<Done>> Reauthenticated(Actor actor, CancellationToken cancel);

    [Decides(CareAction.EndOwnSessions)]
    Task<Outcome<IReadOnlyList<StaffSessionLine>>> ListOwn(Actor actor, CancellationToken cancel);

    [Decides(CareAction.EndOwnSessions)]
    Task<Outcome<Done>> EndOwn(Actor actor, SessionId session, CancellationToken cancel);

    /// <summary>All sessions of somebody else; their connections and circuits end within five seconds.</summary>
    [Decides(CareAction.EndSessionsOfOthers)]
    Task<Outcome<Done>> EndAll(Actor actor, PersonId person, CancellationToken cancel);
}

public sealed record StaffSessionLine(SessionId Id, DateTimeOffset BegunAt, DateTimeOffset LastSeenAt, DateTimeOffset EndsAt, string? Address, bool IsThis);
