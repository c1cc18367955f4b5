using Portal.Domain.Shared;

namespace Portal.Domain.Identity.Staff;

/// <summary>
/// The people who work here. Nobody changes his own roles or standing (<see cref="CareAction.GrantSelf"/>); administrators and auditors are made by two
/// people; the last administrator stays. Every change bumps the access version.
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

    /// <summary>For a lost phone: the next sign-in enrols again. Ends the person's sessions and tells the person by mail.</summary>
    [Decides(CareAction.ManageStaff)]
    [Decides(CareAction.GrantSelf)]
    Task<Outcome<Done>> ResetSecondFactor(Actor actor, PersonId person, CancellationToken cancel);

    /// <summary>Roles that wait for a second person, oldest first.</summary>
    [Decides(CareAction.ManageStaff)]
    Task<Outcome<IReadOnlyList<RoleRequestLine>>> ListRoleRequests(Actor actor, CancellationToken cancel);

    /// <summary>By an administrator who neither asked for it nor gets it.</summary>
    [Decides(CareAction.GrantAdministratorOrAuditor)]
    [Decides(CareAction.GrantSelf)]
    Task<Outcome<Done>> ApproveRoles(Actor actor, RoleRequestId request, CancellationToken cancel);

    /// <summary>Also by who asked for it: taking a request back needs no second person.</summary>
    [Decides(CareAction.ManageStaff)]
    Task<Outcome<Done>> RejectRoles(Actor actor, RoleRequestId request, CancellationToken cancel);
}

/// <summary>A request for roles that two people must want.</summary>
public readonly record struct RoleRequestId(Guid Value) : IId<RoleRequestId>
{
    public static RoleRequestId Of(Guid value) => new(value);

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

public sealed record RoleRequestLine(RoleRequestId Id, PersonId Person, string DisplayName, StaffRoles Roles, PersonId RequestedBy, string RequestedByName, DateTimeOffset RequestedAt, DateTimeOffset ExpiresAt);
