using Portal.Domain.Shared;

namespace Portal.Domain.CareTeams;

/// <summary>A group of staff that shares a panel. <paramref name="Identifier"/> is what integrations name it by, unique in the organisation.</summary>
public sealed record CareTeam(CareTeamId Id, string Identifier, string Name, bool IsActive = true)
{
    public const int IdentifierLimit = 100;
    public const int NameLimit = 200;
}

/// <summary>Who belongs to a care team from when to when (exclusive; null is open). Only while it is active does it open the panel.</summary>
public sealed record Membership(CareTeamId CareTeam, PersonId Person, bool IsModerator, DateTimeOffset From, DateTimeOffset? To)
{
    public bool IsActive(DateTimeOffset now) => From <= now && (To is null || now < To);
}

/// <summary>A membership as a list shows it.</summary>
public sealed record MemberLine(Membership Membership, string DisplayName, string UserName, bool IsActive);

/// <summary>A supervisor as a list shows it.</summary>
public sealed record SupervisorLine(PersonId Person, string DisplayName, string UserName);
