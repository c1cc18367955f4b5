using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Domain.Conversations;
using Portal.Domain.Shared;

namespace Portal.Infrastructure.Conversations;

/// <summary>The row whose lock orders everything that happens in a conversation.</summary>
internal sealed class ConversationRow : IEntityTypeConfiguration<ConversationRow>
{
    public Guid Id { get; set; }

    public short Kind { get; set; }

    public Guid? PatientId { get; set; }

    public Guid CareTeamId { get; set; }

    public byte[] Topic { get; set; } = [];

    public short Status { get; set; }

    public short Priority { get; set; }

    public Guid? AssigneeId { get; set; }

    public long HeadSequence { get; set; }

    public DateTimeOffset LastActivityAt { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public ConversationState ToState() => new(
        new ConversationId(Id),
        (ConversationKind)Kind,
        PatientId is { } patient ? new PersonId(patient) : null,
        new CareTeamId(CareTeamId),
        (ConversationStatus)Status,
        (Priority)Priority,
        AssigneeId is { } assignee ? new PersonId(assignee) : null,
        new Sequence(HeadSequence),
        LastActivityAt.ToUniversalTime());

    public void Configure(EntityTypeBuilder<ConversationRow> builder)
    {
        builder.ToTable("conversations");
        builder.HasKey(row => row.Id);
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.HasIndex(row => new { row.CareTeamId, row.LastActivityAt, row.Id });
        builder.HasIndex(row => new { row.PatientId, row.LastActivityAt, row.Id });
        builder.HasIndex(row => new { row.PatientId, row.CareTeamId }).IsUnique().HasFilter("kind = 2 and patient_id is not null").HasDatabaseName("ux_conversations_team_of_patient");
    }
}

/// <summary>One event of the log. The runtime role can insert and read, never change or delete.</summary>
internal sealed class ConversationEventRow : IEntityTypeConfiguration<ConversationEventRow>
{
    public Guid ConversationId { get; set; }

    public long Sequence { get; set; }

    public Guid EventId { get; set; }

    public DateTimeOffset At { get; set; }

    /// <summary><see cref="EventType"/>.</summary>
    public short Type { get; set; }

    public Guid SenderId { get; set; }

    public short SenderKind { get; set; }

    public Guid? ClientMessageId { get; set; }

    /// <summary>The message that a correction or retraction is about.</summary>
    public long? Target { get; set; }

    /// <summary>Who wrote the target: unread counts leave out what others took back.</summary>
    public Guid? TargetSenderId { get; set; }

    /// <summary>HMAC of the body under the conversation's key: tells a resend from a reused id without storing a guessable hash.</summary>
    public byte[]? Fingerprint { get; set; }

    /// <summary>The body, sealed under the conversation's key with the conversation's and the event's id as associated data.</summary>
    public byte[] Body { get; set; } = [];

    public void Configure(EntityTypeBuilder<ConversationEventRow> builder)
    {
        builder.ToTable("conversation_events");
        builder.HasKey(row => new { row.ConversationId, row.Sequence });
        builder.HasIndex(row => new { row.ConversationId, row.SenderId, row.ClientMessageId }).IsUnique()
            .HasFilter("client_message_id is not null").HasDatabaseName("ux_conversation_events_client_message");
        builder.HasIndex(row => new { row.ConversationId, row.Target }).IsUnique()
            .HasFilter("type = 3").HasDatabaseName("ux_conversation_events_retraction");
        builder.HasIndex(row => new { row.ConversationId, row.Target, row.Sequence }).HasFilter("target is not null").HasDatabaseName("ix_conversation_events_target");
        builder.HasIndex(row => new { row.ConversationId, row.Sequence, row.SenderId }).HasFilter("type = 1").HasDatabaseName("ix_conversation_events_posted");
        builder.HasOne<ConversationRow>().WithMany().HasForeignKey(row => row.ConversationId).OnDelete(DeleteBehavior.Restrict);
    }
}

/// <summary>The stored codes of events; filters of indexes name 1 and 3.</summary>
internal enum EventType : short
{
    MessagePosted = 1,
    MessageCorrected = 2,
    MessageRetracted = 3,
    ParticipantJoined = 4,
    ParticipantLeft = 5,
    StatusChanged = 6,
    Assigned = 7,
    PriorityChanged = 8,
    VisitScheduled = 9,
    VisitCheckedIn = 10,
    VisitStarted = 11,
    VisitEnded = 12,
    SummarySigned = 13,
    SummaryFiled = 14,
    SummaryShared = 15,
    BreakGlassDeclared = 20,
}

/// <summary>Somebody's place in a conversation: from where it is visible, and the markers, which only move forward.</summary>
internal sealed class ParticipantRow : IEntityTypeConfiguration<ParticipantRow>
{
    public Guid ConversationId { get; set; }

    public Guid PersonId { get; set; }

    public short Kind { get; set; }

    /// <summary>True where the place itself opens the conversation (a bot that was added); markers alone open nothing.</summary>
    public bool IsAdded { get; set; }

    public long FirstVisibleSequence { get; set; } = 1;

    public long Delivered { get; set; }

    public long Read { get; set; }

    public void Configure(EntityTypeBuilder<ParticipantRow> builder)
    {
        builder.ToTable("conversation_participants");
        builder.HasKey(row => new { row.ConversationId, row.PersonId });
        builder.HasIndex(row => row.PersonId);
        builder.HasOne<ConversationRow>().WithMany().HasForeignKey(row => row.ConversationId).OnDelete(DeleteBehavior.Restrict);
    }
}

/// <summary>Unsent words of a member of staff, sealed under the conversation's key.</summary>
internal sealed class DraftRow : IEntityTypeConfiguration<DraftRow>
{
    public Guid PersonId { get; set; }

    public Guid ConversationId { get; set; }

    public byte[] Text { get; set; } = [];

    public DateTimeOffset UpdatedAt { get; set; }

    public void Configure(EntityTypeBuilder<DraftRow> builder)
    {
        builder.ToTable("drafts");
        builder.HasKey(row => new { row.PersonId, row.ConversationId });
    }
}

/// <summary>When a person was last seen active on any node; decides who is away and gets a notice. Written at most every 30 s a person.</summary>
internal sealed class PersonPresenceRow : IEntityTypeConfiguration<PersonPresenceRow>
{
    public Guid PersonId { get; set; }

    public DateTimeOffset LastActiveAt { get; set; }

    public void Configure(EntityTypeBuilder<PersonPresenceRow> builder)
    {
        builder.ToTable("person_presence");
        builder.HasKey(row => row.PersonId);
        builder.Property(row => row.PersonId).ValueGeneratedNever();
    }
}
