using Portal.Domain.Shared;

namespace Portal.Domain.Conversations;

/// <summary>A patient's conversation is read by the patient's side and the care team; a team conversation by the care team alone.</summary>
public enum ConversationKind
{
    Patient = 1,
    Team = 2,
}

/// <summary>Open, waiting for the patient, or closed (nothing more can be posted).</summary>
public enum ConversationStatus
{
    Open = 1,
    Waiting = 2,
    Closed = 3,
}

/// <summary>FHIR's request-priority codes.</summary>
public enum Priority
{
    Routine = 1,
    Urgent = 2,
    Asap = 3,
    Stat = 4,
}

/// <summary>What decisions about a conversation need to know of it, read under its row's lock.</summary>
public sealed record ConversationState(
    ConversationId Id,
    ConversationKind Kind,
    PersonId? Patient,
    CareTeamId CareTeam,
    ConversationStatus Status,
    Priority Priority,
    PersonId? Assignee,
    Sequence Head,
    DateTimeOffset LastActivityAt);
