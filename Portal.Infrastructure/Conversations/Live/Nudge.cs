namespace Portal.Infrastructure.Conversations.Live;

/// <summary>
/// What goes over the bus: ids, sequences and flags, never clinical text. It is a hint, at most once on purpose; whoever misses one is healed by the
/// next, or by the regular head.
/// </summary>
internal sealed record Nudge(NudgeKind Kind, Guid Conversation, Guid CareTeam, Guid? Patient)
{
    /// <summary>The head after an event; of a marker, what was delivered.</summary>
    public long Sequence { get; init; }

    public long Read { get; init; }

    /// <summary>Whose marker, typing or presence it is.</summary>
    public Guid Person { get; init; }

    /// <summary>Of typing, whether; of presence, the state's number.</summary>
    public int State { get; init; }

    /// <summary>What else it is about: a visit, or a participant of a call.</summary>
    public Guid Subject { get; init; }
}

internal enum NudgeKind
{
    /// <summary>The log has grown.</summary>
    Event = 1,

    /// <summary>Something that lists show has changed (status, assignee, priority), or the conversation is new.</summary>
    Changed = 2,

    Marker = 3,
    Typing = 4,

    /// <summary>Of a person; the conversation is all zeros.</summary>
    Presence = 5,

    /// <summary>A visit of the conversation has changed; its id is in <see cref="Nudge.Subject"/>.</summary>
    Visit = 6,

    /// <summary>Somebody came into or went out of a visit's call, or sends something else; the visit's id is in <see cref="Nudge.Subject"/>.</summary>
    Call = 7,

    /// <summary>Signals wait for the participant in <see cref="Nudge.Subject"/>.</summary>
    Signal = 8,
}
