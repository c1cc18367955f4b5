namespace Portal.Domain.Identity;

/// <summary>
/// How the actor stands to the thing acted upon, as the database says it now. All false is a stranger. Facts are read in the same
/// transaction as a write, and for reads may be at most five seconds old.
/// </summary>
public sealed record AccessFacts
{
    public static readonly AccessFacts None = new();

    /// <summary>The thing is the actor's own: the patient's conversation, the person's own account or session.</summary>
    public bool IsOwn { get; init; }

    /// <summary>An active proxy grant, made for this related person about this patient.</summary>
    public bool HasProxyGrant { get; init; }

    /// <summary>An active membership of the care team that the thing belongs to.</summary>
    public bool IsTeamMember { get; init; }

    /// <summary>A membership that carries the moderator's grant.</summary>
    public bool IsModerator { get; init; }

    /// <summary>The actor supervises the care team that the thing belongs to.</summary>
    public bool Supervises { get; init; }

    /// <summary>An active break-glass grant about the patient of the thing.</summary>
    public bool HasBreakGlass { get; init; }

    /// <summary>The actor wrote the message acted upon.</summary>
    public bool IsAuthor { get; init; }

    /// <summary>For an integration: the patient is of one of its identifier systems, or its bot was added to the conversation.</summary>
    public bool IntegrationReaches { get; init; }

    /// <summary>The care team has shared the thing (a recording) with the patient.</summary>
    public bool IsShared { get; init; }

    /// <summary>The thing is a team conversation: staff's own words, which no patient, proxy or integration can ever address.</summary>
    public bool IsTeamConversation { get; init; }

    /// <summary>Somebody else with the right to has approved the act.</summary>
    public bool SecondPersonApproved { get; init; }

    /// <summary>The person proved who is there within the last five minutes.</summary>
    public bool RecentlyAuthenticated { get; init; }
}

/// <summary>What the policy says.</summary>
public enum Access
{
    /// <summary>Yes.</summary>
    Allowed,

    /// <summary>Yes, but only ids, staff names, times and counts: served by read models without clinical columns.</summary>
    MetadataOnly,

    /// <summary>Yes, after a fresh proof of who is there.</summary>
    StepUp,

    /// <summary>Yes, after a second person's approval.</summary>
    SecondPerson,

    /// <summary>No, and the actor may know of the thing: 403.</summary>
    Forbidden,

    /// <summary>No, and the actor may not learn that the thing exists: 404.</summary>
    Unknown,
}
