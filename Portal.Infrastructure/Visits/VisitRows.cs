using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Domain.Shared;
using Portal.Domain.Visits;
using Portal.Infrastructure.Conversations;

namespace Portal.Infrastructure.Visits;

/// <summary>
/// A visit: appointment, encounter and place in the waiting room. It changes only under its conversation's lock, except for the sign of life
/// (<see cref="LastSeenAt"/>), which nothing is decided by.
/// </summary>
internal sealed class VisitRow : IEntityTypeConfiguration<VisitRow>
{
    public Guid Id { get; set; }

    public Guid ConversationId { get; set; }

    public Guid PatientId { get; set; }

    public Guid CareTeamId { get; set; }

    public Guid? PractitionerId { get; set; }

    /// <summary><see cref="VisitStatus"/>.</summary>
    public short Status { get; set; }

    /// <summary><see cref="WaitingState"/>.</summary>
    public short Waiting { get; set; }

    public DateTimeOffset ScheduledFor { get; set; }

    public int Minutes { get; set; }

    public DateTimeOffset? CheckedInAt { get; set; }

    public DateTimeOffset? AdmittedAt { get; set; }

    public DateTimeOffset? StartedAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    public DateTimeOffset? LastSeenAt { get; set; }

    /// <summary>Since when somebody is in the call; null where nobody is.</summary>
    public DateTimeOffset? CallSince { get; set; }

    public DateTimeOffset? CallBackAskedAt { get; set; }

    public DateTimeOffset? CallBackDoneAt { get; set; }

    public Guid? CallBackDoneBy { get; set; }

    /// <summary><see cref="VisitBody"/>, sealed under the conversation's key with the conversation's and the visit's id as associated data.</summary>
    public byte[] Body { get; set; } = [];

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Grows with each change.</summary>
    public long Version { get; set; }

    public VisitState ToState() => new(
        (VisitStatus)Status,
        (WaitingState)Waiting,
        ScheduledFor.ToUniversalTime(),
        TimeSpan.FromMinutes(Minutes),
        PractitionerId is { } practitioner ? new PersonId(practitioner) : null,
        CheckedInAt?.ToUniversalTime(),
        AdmittedAt?.ToUniversalTime(),
        StartedAt?.ToUniversalTime(),
        EndedAt?.ToUniversalTime());

    public void Take(VisitState state)
    {
        Status = (short)state.Status;
        Waiting = (short)state.Waiting;
        ScheduledFor = state.ScheduledFor;
        Minutes = (int)state.Length.TotalMinutes;
        PractitionerId = state.Practitioner?.Value;
        CheckedInAt = state.CheckedInAt;
        AdmittedAt = state.AdmittedAt;
        StartedAt = state.StartedAt;
        EndedAt = state.EndedAt;
    }

    public void Configure(EntityTypeBuilder<VisitRow> builder)
    {
        builder.ToTable("visits");
        builder.HasKey(row => row.Id);
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.HasIndex(row => new { row.ConversationId, row.ScheduledFor });
        builder.HasIndex(row => new { row.CareTeamId, row.ScheduledFor });
        builder.HasIndex(row => new { row.CareTeamId, row.EndedAt });
        builder.HasIndex(row => row.ScheduledFor).HasFilter("ended_at is null").HasDatabaseName("ix_visits_open");
        builder.HasOne<ConversationRow>().WithMany().HasForeignKey(row => row.ConversationId).OnDelete(DeleteBehavior.Restrict);
    }
}

/// <summary>The clinical words of a visit, and what the patient's own device check found. Short names, since they are stored with every visit.</summary>
internal sealed record VisitBody
{
    [JsonPropertyName("r")]
    public string Reason { get; init; } = "";

    [JsonPropertyName("w")]
    public string? Words { get; init; }

    [JsonPropertyName("n")]
    public string? Number { get; init; }

    /// <summary>Camera, microphone, speaker, network.</summary>
    [JsonPropertyName("d")]
    public IReadOnlyList<int>? Devices { get; init; }
}

[JsonSerializable(typeof(VisitBody))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class VisitJson : JsonSerializerContext;

/// <summary>One moment of a visit's timeline. Written with what it tells of, and never changed.</summary>
internal sealed class VisitMomentRow : IEntityTypeConfiguration<VisitMomentRow>
{
    public Guid Id { get; set; }

    public Guid VisitId { get; set; }

    public DateTimeOffset At { get; set; }

    /// <summary><see cref="VisitMomentKind"/>.</summary>
    public short Kind { get; set; }

    public Guid? PersonId { get; set; }

    public short? PersonKind { get; set; }

    /// <summary>The name as it was then, sealed under the conversation's key.</summary>
    public byte[] Name { get; set; } = [];

    public long? Detail { get; set; }

    public void Configure(EntityTypeBuilder<VisitMomentRow> builder)
    {
        builder.ToTable("visit_moments");
        builder.HasKey(row => row.Id);
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.HasIndex(row => new { row.VisitId, row.At });
        builder.HasOne<VisitRow>().WithMany().HasForeignKey(row => row.VisitId).OnDelete(DeleteBehavior.Restrict);
    }
}
