using Portal.Domain.Shared;

namespace Portal.Domain.Identity.Staff;

/// <summary>
/// The people who work here. Nobody changes his own roles or standing (<see cref="CareAction.GrantSelf"/>); administrators and auditors are made by two
/// people, and a second factor is reset by two; the last administrator stays. Every change bumps the access version.
/// </summary>
public interface IStaff
{
    /// <summary>By name; <paramref name="search"/> is a part of the name, user name or mail address.</summary>
    [Decides(CareAction.ManageStaff)]
    Task<Outcome<Page<StaffLine>>> List(Actor actor, string? search, PageRequest page, CancellationToken cancel);

    /// <summary>
    /// Makes the account and mails its link. Roles that need a second person are requested and not given (<see cref="RoleChange.Requested"/>).
    /// </summary>
    [Decides(CareAction.ManageStaff)]
    Task<Outcome<RoleChange>> Invite(Actor actor, NewStaff person, CancellationToken cancel);

    /// <summary>A new link; older ones of that account are no good any more. Refused once the account has a password.</summary>
    [Decides(CareAction.ManageStaff)]
    Task<Outcome<Done>> InviteAgain(Actor actor, PersonId person, CancellationToken cancel);

    /// <summary>
    /// Sets what the person may be. Taking away and giving clinical roles holds at once; administrator and auditor wait for a second administrator.
    /// </summary>
    [Decides(CareAction.ManageStaff)]
    [Decides(CareAction.GrantSelf)]
    [Decides(CareAction.GrantAdministratorOrAuditor)]
    Task<Outcome<RoleChange>> ChangeRoles(Actor actor, PersonId person, StaffRoles roles, CancellationToken cancel);

    /// <summary>No session, no sign-in; what is open ends within five seconds.</summary>
    [Decides(CareAction.ManageStaff)]
    [Decides(CareAction.GrantSelf)]
    Task<Outcome<Done>> Suspend(Actor actor, PersonId person, CancellationToken cancel);

    [Decides(CareAction.ManageStaff)]
    [Decides(CareAction.GrantSelf)]
    Task<Outcome<Done>> Reactivate(Actor actor, PersonId person, CancellationToken cancel);

    /// <summary>
    /// For a lost phone: asks that the next sign-in enrols again. Nothing is taken away before a second administrator approves; then the person's sessions
    /// end, and the person is told by mail. Never an integration's to ask.
    /// </summary>
    [Decides(CareAction.ManageStaff)]
    [Decides(CareAction.ResetSecondFactor)]
    [Decides(CareAction.GrantSelf)]
    Task<Outcome<Done>> RequestSecondFactorReset(Actor actor, PersonId person, CancellationToken cancel);

    /// <summary>What waits for a second person, oldest first.</summary>
    [Decides(CareAction.ManageStaff)]
    Task<Outcome<IReadOnlyList<StaffRequestLine>>> ListRequests(Actor actor, CancellationToken cancel);

    /// <summary>By an administrator who neither asked for it nor is its subject.</summary>
    [Decides(CareAction.GrantAdministratorOrAuditor)]
    [Decides(CareAction.ResetSecondFactor)]
    [Decides(CareAction.GrantSelf)]
    Task<Outcome<Done>> Approve(Actor actor, StaffRequestId request, CancellationToken cancel);

    /// <summary>Also by who asked for it: taking a request back needs no second person.</summary>
    [Decides(CareAction.ManageStaff)]
    Task<Outcome<Done>> Reject(Actor actor, StaffRequestId request, CancellationToken cancel);
}

/// <summary>A request that two people must want.</summary>
public readonly record struct StaffRequestId(Guid Value) : IId<StaffRequestId>
{
    public static StaffRequestId Of(Guid value) => new(value);

    public override string ToString() => Value.ToString("D");
}

/// <summary>Somebody to invite. The user name is what is typed at sign-in; the mail address gets the links.</summary>
public sealed record NewStaff(string UserName, string Email, string DisplayName, StaffRoles Roles);

/// <summary>What came of giving roles: what the person has now, and what waits for a second person.</summary>
public sealed record RoleChange(PersonId Person, StaffRoles Roles, StaffRoles Requested);

public enum StaffStanding
{
    /// <summary>Invited, and has no password yet.</summary>
    Invited,
    Active,
    Suspended,
}

public sealed record StaffLine(
    PersonId Id,
    string DisplayName,
    string UserName,
    string Email,
    StaffRoles Roles,
    StaffRoles Requested,
    StaffStanding Standing,
    bool HasSecondFactor,
    DateTimeOffset? LastSignInAt);

/// <summary>What one administrator asks for and another gives.</summary>
public enum StaffRequestKind
{
    /// <summary>Roles that one person alone never gives.</summary>
    Roles = 0,

    /// <summary>The second factor is taken off, so that the next sign-in enrols again.</summary>
    SecondFactorReset = 1,
}

/// <summary><paramref name="Roles"/> are those asked for: none where it is about something else.</summary>
public sealed record StaffRequestLine(
    StaffRequestId Id,
    StaffRequestKind Kind,
    PersonId Person,
    string DisplayName,
    StaffRoles Roles,
    PersonId RequestedBy,
    string RequestedByName,
    DateTimeOffset RequestedAt,
    DateTimeOffset ExpiresAt);
