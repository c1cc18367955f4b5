using Portal.Domain.Identity;
using Portal.Domain.Shared;

namespace Portal.Domain.Notifications;

/// <summary>What the portal owes to mail, the EHR and webhooks, as ids, times, counts and codes; and another try for what was given up.</summary>
public interface IDeliveries
{
    /// <summary>Each target that has something waiting or parked, or is paused.</summary>
    [Decides(CareAction.ViewDeliveries)]
    Task<Outcome<IReadOnlyList<DeliveryQueue>>> Queues(Actor actor, CancellationToken cancel);

    /// <summary>Newest first. A coordinator of the care team, and the clinician assigned, see those of one conversation, which the query then names.</summary>
    [Decides(CareAction.ViewDeliveries)]
    Task<Outcome<Page<DeliveryLine>>> List(Actor actor, DeliveryQuery query, PageRequest page, CancellationToken cancel);

    /// <summary>Tries a parked one again, from the first try on; 422 where it is not parked.</summary>
    [Decides(CareAction.ReplayDeliveries)]
    Task<Outcome<Done>> Replay(Actor actor, DeliveryId delivery, CancellationToken cancel);

    /// <summary>All parked ones of a target; how many that were.</summary>
    [Decides(CareAction.ReplayDeliveries)]
    Task<Outcome<int>> ReplayAll(Actor actor, string target, CancellationToken cancel);

    /// <summary>Nothing of the target is begun any more, on any node, until it is resumed; what is under way comes to its end. 404 for a target that is none.</summary>
    [Decides(CareAction.ReplayDeliveries)]
    Task<Outcome<Done>> Pause(Actor actor, string target, CancellationToken cancel);

    /// <summary>Ends a pause, whoever began it; 422 where there is none.</summary>
    [Decides(CareAction.ReplayDeliveries)]
    Task<Outcome<Done>> Resume(Actor actor, string target, CancellationToken cancel);

    /// <summary>Makes all that waits for another try due at once, as after the other side was away for long; how many that were.</summary>
    [Decides(CareAction.ReplayDeliveries)]
    Task<Outcome<int>> Drain(Actor actor, string target, CancellationToken cancel);
}

public readonly record struct DeliveryId(Guid Value) : IId<DeliveryId>
{
    public static DeliveryId Of(Guid value) => new(value);

    public override string ToString() => Value.ToString("D");
}

public enum DeliveryStatus
{
    Waiting = 0,
    Done = 1,

    /// <summary>Given up after too many tries.</summary>
    Parked = 2,

    /// <summary>Not needed any more.</summary>
    Dropped = 3,
}

/// <summary>One target's queue; <paramref name="OldestDue"/> is null where nothing waits longer than it should.</summary>
public sealed record DeliveryQueue(string Target, int Waiting, int Parked, DateTimeOffset? OldestDue)
{
    /// <summary>Of those that wait, how many are being tried just now.</summary>
    public int UnderWay { get; init; }

    /// <summary>Null where it goes on.</summary>
    public DeliveryPause? Pause { get; init; }
}

/// <summary>
/// Why nothing of a target is tried. <paramref name="By"/>: the administrator; null where the target paused itself, and ends it itself.
/// <paramref name="AskAt"/>: when it looks again whether it may go on. Nothing has a time where the target is not set up at all (<c>not-configured</c>).
/// </summary>
public sealed record DeliveryPause(string Code, DateTimeOffset? Since, PersonId? By, DateTimeOffset? AskAt);

/// <summary>Which deliveries; null does not filter.</summary>
public sealed record DeliveryQuery
{
    public string? Target { get; init; }

    public DeliveryStatus? Status { get; init; }

    public ConversationId? Conversation { get; init; }
}

/// <summary>One delivery. <paramref name="Kind"/> and <paramref name="Code"/> (why the last try failed, or why it was dropped) are stable codes.</summary>
public sealed record DeliveryLine(
    DeliveryId Id,
    string Target,
    string Kind,
    ConversationId? Conversation,
    PersonId? Person,
    DeliveryStatus Status,
    int Attempts,
    DateTimeOffset CreatedAt,
    DateTimeOffset DueAt,
    string? Code);

/// <summary>Every no that the queues themselves can say.</summary>
public static class DeliveryRefusals
{
    public static readonly Refusal NotParked = Refusal.Rule("not-parked");
    public static readonly Refusal NotPaused = Refusal.Rule("not-paused");
}
