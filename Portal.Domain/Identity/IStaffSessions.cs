using Portal.Domain.Shared;

namespace Portal.Domain.Identity;

/// <summary>
/// The server's own record of who is signed in at the portal. A cookie without a live row here is nobody. Sessions begin in
/// <see cref="SignIn.IStaffSignIn"/> only, after every factor, a new one for each sign-in (no fixation).
/// </summary>
public interface IStaffSessions
{
    /// <summary>Without any act of the person's for so long, a session is over.</summary>
    static readonly TimeSpan IdleLimit = TimeSpan.FromMinutes(15);

    /// <summary>However busy the person is, a session is over so long after the sign-in.</summary>
    static readonly TimeSpan AbsoluteLimit = TimeSpan.FromHours(12);

    /// <summary>The person did something (a key, a click, a page; never the page by itself): moves the idle limit, never the absolute one.</summary>
    [Decides(CareAction.EndOwnSessions)]
    Task<Outcome<Done>> Touch(Actor actor, CancellationToken cancel);

    [Decides(CareAction.EndOwnSessions)]
    Task<Outcome<IReadOnlyList<StaffSessionLine>>> ListOwn(Actor actor, CancellationToken cancel);

    [Decides(CareAction.EndOwnSessions)]
    Task<Outcome<Done>> EndOwn(Actor actor, SessionId session, CancellationToken cancel);

    /// <summary>All sessions of somebody else; their connections and circuits end within five seconds.</summary>
    [Decides(CareAction.EndSessionsOfOthers)]
    Task<Outcome<Done>> EndAll(Actor actor, PersonId person, CancellationToken cancel);
}

public sealed record StaffSessionLine(SessionId Id, DateTimeOffset BegunAt, DateTimeOffset LastSeenAt, DateTimeOffset EndsAt, string? Address, bool IsThis);
