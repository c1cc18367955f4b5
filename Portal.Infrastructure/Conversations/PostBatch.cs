using System.Data.Common;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Shared.Outbox;

namespace Portal.Infrastructure.Conversations;

/// <summary>What is asked of the database about one post.</summary>
internal sealed record PostLookup(int Index, Guid Conversation, Guid Person, Guid? Patient, Guid ClientMessageId, long? ReplyTo);

/// <summary>What the database says about one post, read behind the conversation's lock.</summary>
internal sealed record PostFacts(
    int Index,
    short Kind,
    Guid? PatientId,
    Guid CareTeamId,
    short Status,
    short Priority,
    Guid? AssigneeId,
    long Head,
    DateTimeOffset LastActivityAt,
    bool IsMember,
    bool IsModerator,
    bool HasProxy,
    bool IsAdded,
    long? EarlierSequence,
    DateTimeOffset? EarlierAt,
    byte[]? EarlierFingerprint,
    Guid? ReplyAuthor,
    DateTimeOffset? ReplyAt,
    Guid? BreakGlass)
{
    public static PostFacts Read(DbDataReader row) => new(
        row.GetInt32(0),
        row.GetInt16(1),
        Null<Guid>(row, 2),
        row.GetGuid(3),
        row.GetInt16(4),
        row.GetInt16(5),
        Null<Guid>(row, 6),
        row.GetInt64(7),
        row.GetFieldValue<DateTimeOffset>(8),
        row.GetBoolean(9),
        row.GetBoolean(10),
        row.GetBoolean(11),
        row.GetBoolean(12),
        Null<long>(row, 13),
        Null<DateTimeOffset>(row, 14),
        row.IsDBNull(15) ? null : row.GetFieldValue<byte[]>(15),
        Null<Guid>(row, 16),
        Null<DateTimeOffset>(row, 17),
        Null<Guid>(row, 18));

    private static T? Null<T>(DbDataReader row, int column) where T : struct => row.IsDBNull(column) ? null : row.GetFieldValue<T>(column);
}

/// <summary>A conversation's new head after a batch.</summary>
internal sealed record HeadWrite(Guid Conversation, long Head, DateTimeOffset At);

/// <summary>Rows to write; a sender's marker moves to the own newest message.</summary>
internal sealed class PostWrites
{
    public List<ConversationEventRow> Events { get; } = [];

    public Dictionary<Guid, HeadWrite> Heads { get; } = [];

    public Dictionary<(Guid Conversation, Guid Person), (short Kind, long Sequence)> Markers { get; } = [];

    public List<AuditEventRow> Audits { get; } = [];

    public List<OutboxEventRow> Outbox { get; } = [];

    public bool IsEmpty => Events.Count == 0 && Audits.Count == 0;
}
