using Portal.Domain.Shared;

namespace Portal.Domain.Conversations;

/// <summary>
/// A conversation as one person sees it: markers and unread count are the viewer's own, computed by the server. Priority and assignee are null for
/// the patient's side.
/// </summary>
public sealed record ConversationView(
    ConversationId Id,
    ConversationKind Kind,
    ClinicalText Topic,
    ConversationStatus Status,
    Priority? Priority,
    PatientRef? Patient,
    CareTeams.CareTeam CareTeam,
    PersonRef? Assignee,
    Sequence Head,
    Sequence Delivered,
    Sequence Read,
    int Unread,
    DateTimeOffset LastActivityAt);

public sealed record PatientRef(PersonId Id, ClinicalText DisplayName);

public sealed record PersonRef(PersonId Id, string DisplayName);

/// <summary>Which conversations to list; null does not filter.</summary>
public sealed record ConversationFilter
{
    public static readonly ConversationFilter All = new();

    public ConversationStatus? Status { get; init; }

    public CareTeamId? CareTeam { get; init; }

    public AssigneeFilter? Assignee { get; init; }

    public bool UnreadOnly { get; init; }

    public ConversationKind? Kind { get; init; }

    public PersonId? Patient { get; init; }
}

/// <summary>Assigned to one person, or (null) to nobody.</summary>
public sealed record AssigneeFilter(PersonId? Person);

/// <summary>How a new conversation is wanted.</summary>
public sealed record NewConversation(CareTeamId CareTeam, ConversationKind Kind, PersonId? Patient, ClinicalText Topic, Priority Priority);

/// <summary>Which events: after a sequence, before one, or (both null) the newest.</summary>
public sealed record EventRange(Sequence? After = null, Sequence? Before = null, int Limit = PageRequest.DefaultLimit);

/// <summary>Ascending events and the head as it stood when they were read.</summary>
public sealed record EventPage(IReadOnlyList<ConversationEvent> Events, Sequence Head);

/// <summary>What an acknowledged write answers: durable when it is given.</summary>
public sealed record Receipt(Sequence Sequence, DateTimeOffset SentAt);

/// <summary>A receipt, and whether this call made it (201) or an earlier one did (200).</summary>
public sealed record SendReceipt(Receipt Receipt, bool IsNew);

public sealed record Marker(PersonId Person, Sequence Delivered, Sequence Read);

public enum PresenceState
{
    Offline = 0,
    Available = 1,
    Away = 2,
}

public sealed record Presence(PersonId Person, PresenceState State);
