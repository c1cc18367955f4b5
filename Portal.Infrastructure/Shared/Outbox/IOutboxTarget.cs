namespace Portal.Infrastructure.Shared.Outbox;

/// <summary>
/// Where events are told to: mail, the EHR, a webhook. Each target has delivery rows and a loop of its own, so that a dead one delays nothing else.
/// Every delivery arrives at least once: a target makes its effect twice-safe by the delivery's id, or lives with a repeat.
/// </summary>
internal interface IOutboxTarget
{
    /// <summary>Stable, at most 50 characters, stored with every delivery.</summary>
    string Name { get; }

    /// <summary>Deliveries under way at the same time on one node.</summary>
    int SideBySide { get; }

    /// <summary>Why this node takes nothing of it just now, a stable code; null where it does. What is owed waits meanwhile, and no try is counted.</summary>
    string? Rests => null;

    /// <summary>Events of other kinds are never shown to this target.</summary>
    bool Wants(OutboxKind kind);

    /// <summary>
    /// What is owed for committed events, none, one or several deliveries each. Reads only, from a context of its own. Where it throws, each event
    /// waits by itself for another try, and no other target notices.
    /// </summary>
    Task<IReadOnlyList<OwedDelivery>> Owed(IReadOnlyList<OutboxEventRow> events, CancellationToken cancel);

    /// <summary>One try, within <see cref="OutboxOptions.Timeout"/>. An exception is a failed try like <see cref="DeliveryResult.Failed"/>.</summary>
    Task<DeliveryResult> Deliver(OutboxDeliveryRow delivery, CancellationToken cancel);
}

/// <summary>A delivery that a target wants made. <paramref name="Lane"/> (at most 100 characters): those of one go in order, one at a time.</summary>
internal sealed record OwedDelivery(OutboxEventRow Event, string Lane)
{
    public Guid? Person { get; init; }

    /// <summary>Null is at once.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>Sealed by the target.</summary>
    public byte[]? Payload { get; init; }
}

/// <summary>How a try ended; codes are stable, at most 64 characters, and repeat nothing of the content or the other side's words.</summary>
internal abstract record DeliveryResult
{
    private DeliveryResult()
    {
    }

    public sealed record Done : DeliveryResult;

    /// <summary>Ended, and the target wrote so itself, under the fence, in the transaction of its effect.</summary>
    public sealed record Written : DeliveryResult;

    /// <summary>There is nothing to deliver any more.</summary>
    public sealed record Dropped(string Code) : DeliveryResult;

    /// <summary>Not yet: looked at again at that time, and not counted as a try.</summary>
    public sealed record NotYet(DateTimeOffset DueAt) : DeliveryResult;

    /// <summary>Tried again later; <paramref name="ForGood"/> parks it at once, since trying again would change nothing.</summary>
    public sealed record Failed(string Code, bool ForGood = false) : DeliveryResult
    {
        /// <summary>The other side asked to be left alone until then; null leaves it to the backoff.</summary>
        public DateTimeOffset? NotBefore { get; init; }
    }
}

/// <summary>The states of a delivery; stored, and 0 named in filters of indexes.</summary>
internal enum DeliveryState : short
{
    Waiting = 0,
    Done = 1,

    /// <summary>Given up after too many tries, until somebody replays it.</summary>
    Parked = 2,
    Dropped = 3,
}

/// <summary>How a delivery ended. <paramref name="Code"/>: what went wrong; null where it is done.</summary>
internal sealed record DeliveryEnd(OutboxDeliveryRow Delivery, DeliveryState State, string? Code = null);
