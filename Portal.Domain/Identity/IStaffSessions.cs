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

/// <summary>How a session began.</summary>
public enum SignInWay
{
    Password = 1,

    /// <summary>The second factor was an app's code, a recovery code, or the first code of a new app.</summary>
    PasswordAndCode = 2,
    Passkey = 3,

    /// <summary>The hospital's identity provider, which asked for the second factor itself.</summary>
    Provider = 4,
    ProviderAndCode = 5,
}

/// <summary><paramref name="Way"/> is null where the audit of the sign-in is not there any more.</summary>
public sealed record StaffSessionLine(SessionId Id, DateTimeOffset BegunAt, DateTimeOffset LastSeenAt, DateTimeOffset EndsAt, string? Address, bool IsThis, SignInWay? Way = null);
