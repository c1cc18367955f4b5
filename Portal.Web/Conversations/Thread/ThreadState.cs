using System.Collections.Immutable;
using Portal.Domain.Conversations;
using Portal.Domain.Patients;
using Portal.Domain.Shared;
using Portal.Web.Conversations.History;

namespace Portal.Web.Conversations.Thread;

public enum ThreadPhase
{
    Loading,
    Live,

    /// <summary>There is no such conversation, or the person may not know of it.</summary>
    Unknown,

    /// <summary>Access ended while it was open: nothing of it is held or shown any more.</summary>
    Lost,
    Failed,
}

/// <summary>One open conversation in one circuit.</summary>
public sealed record ThreadState(ConversationId Id)
{
    public ThreadPhase Phase { get; init; }

    public ConversationView? View { get; init; }

    /// <summary>The patient's card, for the identifiers in the head and at the composer; null of a team conversation without a patient, or where it could not be had.</summary>
    public PatientCard? Patient { get; init; }

    public Timeline? Timeline { get; init; }

    public bool IsLoadingOlder { get; init; }

    /// <summary>Whether the newest message is in sight.</summary>
    public bool IsAtEnd { get; init; } = true;

    /// <summary>Messages of others that came while it was not.</summary>
    public int News { get; init; }

    /// <summary>What a screen reader is told: the newest message of others, pushed after the opening.</summary>
    public TimelineItem.Message? Announced { get; init; }

    public ImmutableHashSet<PersonId> Typing { get; init; } = [];

    public ImmutableDictionary<PersonId, PresenceState> Presence { get; init; } = ImmutableDictionary<PersonId, PresenceState>.Empty;

    public Sequence? ReplyingTo { get; init; }

    public Sequence? Correcting { get; init; }

    public Sequence? Withdrawing { get; init; }

    /// <summary>Conversations about the same patient that this person can reach, this one among them; newest activity first.</summary>
    public ImmutableArray<ConversationView> Related { get; init; } = [];

    public ImmutableArray<PersonRef> Assignable { get; init; } = [];

    /// <summary>Why the last act was refused; shown until the next one or until put away.</summary>
    public Refusal? Problem { get; init; }

    public bool IsTeam => View?.Kind == ConversationKind.Team;

    public bool HasOlder => Timeline is { } timeline && timeline.First > new Sequence(1);
}
