namespace Portal.Infrastructure.Shared.Outbox;

/// <summary>
/// A delivery that stands for a whole event whose deliveries could not be told at the time. When it is tried, the target is asked again, for this one
/// event; so a single bad event is retried and parked by itself.
/// </summary>
internal static class LateFanOut
{
    private const string Prefix = "fan-out:";

    public static OwedDelivery Of(OutboxEventRow row) => new(row, Prefix + row.Id.ToString("D")) { Person = row.ActorId };

    public static bool IsOne(OutboxDeliveryRow delivery) => delivery.Lane.StartsWith(Prefix, StringComparison.Ordinal);

    public static OutboxEventRow EventOf(OutboxDeliveryRow delivery) => new()
    {
        Id = delivery.OutboxEventId,
        At = delivery.CreatedAt,
        Kind = delivery.Kind,
        ConversationId = delivery.ConversationId,
        Sequence = delivery.Sequence,
        SubjectId = delivery.SubjectId,
        SubjectVersion = delivery.SubjectVersion,
        ActorId = delivery.PersonId ?? Guid.Empty,
    };

    public static OutboxDeliveryRow ToRow(this OwedDelivery owed, IOutboxTarget target, long position, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        OutboxEventId = owed.Event.Id,
        Target = target.Name,
        Lane = owed.Lane,
        Position = position,
        Kind = owed.Event.Kind,
        ConversationId = owed.Event.ConversationId,
        Sequence = owed.Event.Sequence,
        SubjectId = owed.Event.SubjectId,
        SubjectVersion = owed.Event.SubjectVersion,
        PersonId = owed.Person,
        Payload = owed.Payload,
        CreatedAt = now,
        DueAt = owed.DueAt ?? now,
    };
}
