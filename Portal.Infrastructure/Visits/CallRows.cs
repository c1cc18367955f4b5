using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Infrastructure.Visits;

/// <summary>One join of a person to a visit's call. Whoever is in has no <see cref="LeftAt"/> and a lease that a connection keeps renewing.</summary>
internal sealed class CallParticipantRow : IEntityTypeConfiguration<CallParticipantRow>
{
    public Guid Id { get; set; }

    public Guid VisitId { get; set; }

    public Guid PersonId { get; set; }

    /// <summary><see cref="Domain.Identity.ActorKind"/>.</summary>
    public short Kind { get; set; }

    /// <summary>The name as it was then, sealed under the conversation's key.</summary>
    public byte[] Name { get; set; } = [];

    public DateTimeOffset JoinedAt { get; set; }

    /// <summary>Without a sign of a connection until then, the participant is lost.</summary>
    public DateTimeOffset LeaseUntil { get; set; }

    /// <summary>The connection that holds the place; one that comes back has another, and what the older says of its own end counts no more.</summary>
    public Guid Holder { get; set; }

    public bool Audio { get; set; }

    public bool Video { get; set; }

    public bool Screen { get; set; }

    /// <summary><see cref="Domain.Visits.RecoveryStep"/>.</summary>
    public short Step { get; set; }

    public DateTimeOffset? LeftAt { get; set; }

    /// <summary>Why: <see cref="Departure"/>.</summary>
    public short Left { get; set; }

    public void Configure(EntityTypeBuilder<CallParticipantRow> builder)
    {
        builder.ToTable("call_participants");
        builder.HasKey(row => row.Id);
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.HasIndex(row => new { row.VisitId, row.LeftAt });
        builder.HasIndex(row => row.LeaseUntil).HasFilter("left_at is null").HasDatabaseName("ix_call_participants_leases");
        builder.HasOne<VisitRow>().WithMany().HasForeignKey(row => row.VisitId).OnDelete(DeleteBehavior.Restrict);
    }
}

/// <summary>The stored codes of how a participant went.</summary>
internal enum Departure : short
{
    StillIn = 0,
    Left = 1,
    Lost = 2,
    Elsewhere = 3,
    Removed = 4,
    Returned = 5,
    Access = 6,
    Ended = 7,
    Cancelled = 8,
}

/// <summary>A media token, by its hash; good once.</summary>
internal sealed class CallTicketRow : IEntityTypeConfiguration<CallTicketRow>
{
    public byte[] Hash { get; set; } = [];

    public Guid VisitId { get; set; }

    public Guid PersonId { get; set; }

    public DateTimeOffset IssuedAt { get; set; }

    public DateTimeOffset ExpiresAt { get; set; }

    public DateTimeOffset? UsedAt { get; set; }

    public void Configure(EntityTypeBuilder<CallTicketRow> builder)
    {
        builder.ToTable("call_tickets");
        builder.HasKey(row => row.Hash);
        builder.Property(row => row.Hash).HasMaxLength(32);
        builder.HasIndex(row => row.ExpiresAt);
    }
}

/// <summary>A signal that waits for its receiver, sealed under the conversation's key; deleted once it was pushed.</summary>
internal sealed class CallSignalRow : IEntityTypeConfiguration<CallSignalRow>
{
    public long Id { get; set; }

    public Guid ToId { get; set; }

    public Guid FromId { get; set; }

    public DateTimeOffset At { get; set; }

    public byte[] Body { get; set; } = [];

    public void Configure(EntityTypeBuilder<CallSignalRow> builder)
    {
        builder.ToTable("call_signals");
        builder.HasKey(row => row.Id);
        builder.HasIndex(row => new { row.ToId, row.Id });
        builder.HasIndex(row => row.At);
    }
}

/// <summary>What one participant's browser measured in about five seconds; numbers only.</summary>
internal sealed class CallQualityRow : IEntityTypeConfiguration<CallQualityRow>
{
    public Guid VisitId { get; set; }

    public Guid ParticipantId { get; set; }

    public DateTimeOffset At { get; set; }

    public int RoundTripMs { get; set; }

    public int JitterMs { get; set; }

    public double LossPercent { get; set; }

    public int SentKbps { get; set; }

    public int ReceivedKbps { get; set; }

    public int Freezes { get; set; }

    public int FrozenMs { get; set; }

    public int AudioGapMs { get; set; }

    public bool IsRelayed { get; set; }

    /// <summary><see cref="Domain.Visits.CallMode"/>.</summary>
    public short Mode { get; set; }

    public void Configure(EntityTypeBuilder<CallQualityRow> builder)
    {
        builder.ToTable("call_quality");
        builder.HasKey(row => new { row.VisitId, row.ParticipantId, row.At });
    }
}
