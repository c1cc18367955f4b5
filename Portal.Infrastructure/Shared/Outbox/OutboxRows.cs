using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Infrastructure.Shared.Outbox;

/// <summary>One row per event, written in the event's own transaction; the dispatcher fans it out to deliveries and deletes it.</summary>
internal sealed class OutboxEventRow : IEntityTypeConfiguration<OutboxEventRow>
{
    public Guid Id { get; set; }

    public DateTimeOffset At { get; set; }

    /// <summary><see cref="OutboxKind"/>.</summary>
    public short Kind { get; set; }

    public Guid? ConversationId { get; set; }

    public long? Sequence { get; set; }

    /// <summary>Any other thing that the event is about: a summary.</summary>
    public Guid? SubjectId { get; set; }

    /// <summary>Which version of it.</summary>
    public int? SubjectVersion { get; set; }

    /// <summary>Who caused it: nobody is told of the own act.</summary>
    public Guid ActorId { get; set; }

    public void Configure(EntityTypeBuilder<OutboxEventRow> builder)
    {
        builder.ToTable("outbox_events");
        builder.HasKey(row => row.Id);
        builder.Property(row => row.Id).ValueGeneratedNever();
    }
}

internal enum OutboxKind : short
{
    MessagePosted = 1,
    MessageCorrected = 2,
    MessageRetracted = 3,
    ConversationStarted = 4,
    StatusChanged = 5,
    Assigned = 6,
    PriorityChanged = 7,
    ParticipantChanged = 8,
    MailRequested = 20,
    VisitScheduled = 30,
    VisitChanged = 31,
    SummarySigned = 40,
    SummaryFiled = 41,
    SummaryShared = 42,
    AuditCheckpoint = 50,
    BreakGlassDeclared = 51,
    WebhookTest = 60,
}

/// <summary>What one target still owes to one event: leased with a fence, retried with backoff and jitter, parked after too many tries.</summary>
internal sealed class OutboxDeliveryRow : IEntityTypeConfiguration<OutboxDeliveryRow>
{
    public Guid Id { get; set; }

    public Guid OutboxEventId { get; set; }

    /// <summary>The target's stable name, for example <c>mail</c>.</summary>
    public string Target { get; set; } = "";

    /// <summary>Deliveries of one lane go in order, one at a time; lanes are independent.</summary>
    public string Lane { get; set; } = "";

    /// <summary>The order in the lane: the dispatching leader's fence in the high bits and its count in the low ones, so that no clock is asked.</summary>
    public long Position { get; set; }

    public short Kind { get; set; }

    public Guid? ConversationId { get; set; }

    public long? Sequence { get; set; }

    public Guid? PersonId { get; set; }

    public Guid? SubjectId { get; set; }

    public int? SubjectVersion { get; set; }

    /// <summary>Sealed bytes of the target's own, under the organisation's key; null where ids say all.</summary>
    public byte[]? Payload { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary><see cref="DeliveryState"/>.</summary>
    public short State { get; set; }

    /// <summary>Leases that were taken to try it; one that was not due after all does not count.</summary>
    public int Attempts { get; set; }

    public DateTimeOffset DueAt { get; set; }

    public Guid? LeaseOwner { get; set; }

    public DateTimeOffset? LeaseUntil { get; set; }

    /// <summary>Grows with each lease; a late worker whose fence is old changes nothing.</summary>
    public long Fence { get; set; }

    /// <summary>A stable code of what went wrong last; never a message of the target.</summary>
    public string? LastError { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    public void Configure(EntityTypeBuilder<OutboxDeliveryRow> builder)
    {
        builder.ToTable("outbox_deliveries");
        builder.HasKey(row => row.Id);
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.Target).HasMaxLength(50);
        builder.Property(row => row.Lane).HasMaxLength(100);
        builder.Property(row => row.LastError).HasMaxLength(64);
        builder.HasIndex(row => new { row.Target, row.DueAt }).HasFilter("state = 0").HasDatabaseName("ix_outbox_deliveries_due");
        builder.HasIndex(row => new { row.Target, row.Lane, row.Position }).HasFilter("state = 0").HasDatabaseName("ix_outbox_deliveries_lane");
        builder.HasIndex(row => new { row.ConversationId, row.PersonId, row.Target }).HasFilter("state = 0").HasDatabaseName("ix_outbox_deliveries_waiting");
        builder.HasIndex(row => new { row.Target, row.State });
        builder.HasIndex(row => new { row.OutboxEventId, row.Target });
    }
}

/// <summary>A named right that one node at a time has; the fence grows with each holder.</summary>
internal sealed class LeaseRow : IEntityTypeConfiguration<LeaseRow>
{
    public string Name { get; set; } = "";

    public Guid Owner { get; set; }

    public DateTimeOffset Until { get; set; }

    public long Fence { get; set; }

    public void Configure(EntityTypeBuilder<LeaseRow> builder)
    {
        builder.ToTable("leases");
        builder.HasKey(row => row.Name);
        builder.Property(row => row.Name).HasMaxLength(50);
    }
}
