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

    /// <summary>For directories that count: as many as <paramref name="count"/> by user name, behind the first <paramref name="skipped"/>.</summary>
    [Decides(CareAction.ManageStaff)]
    Task<Outcome<StaffRange>> Range(Actor actor, int skipped, int count, CancellationToken cancel);

    [Decides(CareAction.ManageStaff)]
    Task<Outcome<StaffLine>> View(Actor actor, PersonId person, CancellationToken cancel);

    /// <summary>Whoever bears exactly that name.</summary>
    [Decides(CareAction.ManageStaff)]
    Task<Outcome<StaffLine>> Find(Actor actor, StaffName name, CancellationToken cancel);

    /// <summary>
    /// Makes the account and mails its link. Roles that need a second person are requested and not given (<see cref="RoleChange.Requested"/>); an integration
    /// may make an account without any role, which opens nothing.
    /// </summary>
    [Decides(CareAction.ManageStaff)]
    Task<Outcome<RoleChange>> Invite(Actor actor, NewStaff person, CancellationToken cancel);

    /// <summary>A new link; older ones of that account are no good any more. Refused once the person has been here: by a password, a passkey or the hospital's provider.</summary>
    [Decides(CareAction.ManageStaff)]
    Task<Outcome<Done>> InviteAgain(Actor actor, PersonId person, CancellationToken cancel);

    /// <summary>
    /// Sets what the person may be. Taking away and giving clinical roles holds at once; administrator and auditor wait for a second administrator.
    /// </summary>
    [Decides(CareAction.ManageStaff)]
    [Decides(CareAction.GrantSelf)]
    [Decides(CareAction.GrantAdministratorOrAuditor)]
    Task<Outcome<RoleChange>> ChangeRoles(Actor actor, PersonId person, StaffRoles roles, CancellationToken cancel);

    /// <summary>
    /// All of it or nothing. A new mail address takes the links back that went to the old one, withdraws a reset of the second factor that waits, and the old one is told. An integration changes nobody who is, or waits to
    /// be, administrator or auditor, but may suspend such a person.
    /// </summary>
    [Decides(CareAction.ManageStaff)]
    [Decides(CareAction.GrantSelf)]
    [Decides(CareAction.GrantAdministratorOrAuditor)]
    Task<Outcome<RoleChange>> Change(Actor actor, PersonId person, StaffChange change, CancellationToken cancel);

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

    /// <summary>By an administrator who neither asked for it nor is its subject; over once who asked is no active administrator any more.</summary>
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

/// <summary>
/// Somebody to invite. The user name is what is typed at sign-in: a short one, or the person's own mail address. The mail address gets the links.
/// </summary>
public sealed record NewStaff(string UserName, string Email, string DisplayName, StaffRoles Roles)
{
    /// <summary>What the hospital's directory calls the person, unique; null where it is not known to one.</summary>
    public string? ExternalId { get; init; }
}

/// <summary>One of the two is given: the user name in any case, the directory's id to the letter.</summary>
public sealed record StaffName(string? UserName, string? ExternalId);

/// <summary>What is to be otherwise about somebody; null leaves it as it is.</summary>
public sealed record StaffChange
{
    public string? UserName { get; init; }

    public string? Email { get; init; }

    public string? DisplayName { get; init; }

    /// <summary>Empty takes it away.</summary>
    public string? ExternalId { get; init; }

    public StaffRoles? Roles { get; init; }

    /// <summary>Beside what the person has when the change is made, or beside <see cref="Roles"/>.</summary>
    public StaffRoles Gains { get; init; }

    /// <summary>Out of what the person has when the change is made.</summary>
    public StaffRoles Loses { get; init; }

    /// <summary>False suspends.</summary>
    public bool? IsActive { get; init; }

    /// <summary>All roles from then on; null where nothing is said of them.</summary>
    public StaffRoles? RolesAfter(StaffRoles current) => Roles is null && (Gains | Loses) == StaffRoles.None ? null : ((Roles ?? current) | Gains) & ~Loses;
}

/// <summary>What came of giving roles: what the person has now, and what waits for a second person.</summary>
public sealed record RoleChange(PersonId Person, StaffRoles Roles, StaffRoles Requested);

public enum StaffStanding
{
    /// <summary>Invited, and has never been here: no password, no passkey, no sign-in.</summary>
    Invited,
    Active,
    Suspended,
}

/// <summary><paramref name="HasSecondFactor"/>: an authenticator app or a passkey; null to whom it is not told, which is everybody but people.</summary>
public sealed record StaffLine(
    PersonId Id,
    string DisplayName,
    string UserName,
    string Email,
    StaffRoles Roles,
    StaffRoles Requested,
    StaffStanding Standing,
    bool? HasSecondFactor,
    DateTimeOffset? LastSignInAt,
    string? ExternalId);

/// <summary><paramref name="Total"/> counts all that there are.</summary>
public sealed record StaffRange(int Total, IReadOnlyList<StaffLine> Lines);

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
