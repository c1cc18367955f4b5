using Portal.Domain.Shared;

namespace Portal.Domain.CareTeams;

/// <summary>A group of staff that shares a panel. <paramref name="Identifier"/> is what integrations name it by, unique in the organisation.</summary>
public sealed record CareTeam(CareTeamId Id, string Identifier, string Name, bool IsActive = true)
{
    public const int IdentifierLimit = 100;
    public const int NameLimit = 200;
    public const int ExternalIdLimit = 200;

    /// <summary>What the hospital's directory calls it; null where it is not known to one.</summary>
    public string? ExternalId { get; init; }
}

/// <summary>A care team to make, with those who belong to it from now on.</summary>
public sealed record NewCareTeam(string Identifier, string Name)
{
    public string? ExternalId { get; init; }

    public IReadOnlyList<PersonId> Members { get; init; } = [];
}

/// <summary>What is to be otherwise about a care team; null leaves it as it is. Who joins belongs to it from now on, who leaves does no more.</summary>
public sealed record CareTeamChange
{
    public string? Name { get; init; }

    /// <summary>Empty takes it away.</summary>
    public string? ExternalId { get; init; }

    /// <summary>Whoever is a member now and not among these leaves, before anybody joins.</summary>
    public IReadOnlyList<PersonId>? OnlyThese { get; init; }

    public IReadOnlyList<PersonId> Leave { get; init; } = [];

    public IReadOnlyList<PersonId> Join { get; init; } = [];
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
