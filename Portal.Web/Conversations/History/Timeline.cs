using System.Collections.Immutable;
using Portal.Domain.Conversations;
using Portal.Domain.Shared;

namespace Portal.Web.Conversations.History;

/// <summary>
/// A conversation as a circuit holds it: one unbroken run of the log, <see cref="First"/> to <see cref="Last"/>, and behind it what this
/// circuit sent and has yet to see in the log. <c>timeline.ts</c> is the same for browsers; both are held to <c>wwwroot-shared/vectors</c>.
/// </summary>
public sealed record Timeline
{
    public required ConversationId Conversation { get; init; }

    /// <summary>The viewer: whose pending messages these are, and whose markers do not count as receipts.</summary>
    public required PersonId Self { get; init; }

    /// <summary>The oldest sequence held; behind <see cref="Last"/> while nothing is.</summary>
    public required Sequence First { get; init; }

    public required Sequence Last { get; init; }

    /// <summary>The highest sequence heard of; beyond <see cref="Last"/> something is missing and is to be read.</summary>
    public required Sequence Head { get; init; }

    /// <summary>Own read marker and head as the viewer opened the conversation: between them stands the unread separator.</summary>
    public required (Sequence Read, Sequence Head) Opened { get; init; }

    public ImmutableArray<TimelineItem> Items { get; init; } = [];

    public ImmutableArray<PendingMessage> Pending { get; init; } = [];

    public ImmutableArray<Marker> Markers { get; init; } = [];

    /// <summary>The standing correction or retraction by its target, also of targets that are not held: they may be loaded later.</summary>
    public ImmutableDictionary<Sequence, Amendment> Amendments { get; init; } = ImmutableDictionary<Sequence, Amendment>.Empty;

    public bool IsBehind => Head > Last;

    /// <summary>Nothing is held yet; the first event wanted is the one after <paramref name="after"/>.</summary>
    public static Timeline Start(ConversationId conversation, PersonId self, Sequence after, Sequence read, Sequence head) => new()
    {
        Conversation = conversation,
        Self = self,
        First = after.Next,
        Last = after,
        Head = Sequence.Max(after, head),
        Opened = (read, head),
    };
}

/// <summary>One thing of the log that is drawn: a message as it stands now, or anything else that a reader is told in one line.</summary>
public abstract record TimelineItem(Sequence Sequence, DateTimeOffset At, EventActor Actor)
{
    /// <summary><paramref name="Text"/> is null once retracted.</summary>
    public sealed record Message(
        Sequence Sequence,
        DateTimeOffset At,
        EventActor Actor,
        ClientMessageId ClientMessageId,
        ClinicalText? Text,
        Sequence? ReplyTo,
        IReadOnlyList<AttachmentRef> Attachments,
        bool IsCorrected,
        RetractionReason? Retracted) : TimelineItem(Sequence, At, Actor);

    public sealed record Notice(Sequence Sequence, DateTimeOffset At, EventActor Actor, EventBody Body) : TimelineItem(Sequence, At, Actor);
}

/// <summary>
/// What this circuit sent and has not seen in the log. <paramref name="Sequence"/> comes with the server's receipt, which may be there before the
/// event itself; <paramref name="Failure"/> is why the server did not take it.
/// </summary>
public sealed record PendingMessage(ClientMessageId Id, ClinicalText Text, Sequence? ReplyTo, DateTimeOffset At, Sequence? Sequence = null, string? Failure = null);

/// <summary>What became of a message: new words, or (null) taken back.</summary>
public sealed record Amendment(ClinicalText? Text, RetractionReason? Retracted = null)
{
    public bool IsRetraction => Text is null;
}
