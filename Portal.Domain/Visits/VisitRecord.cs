using Portal.Domain.Identity;
using Portal.Domain.Shared;

namespace Portal.Domain.Visits;

/// <summary>A visit's timeline and the quality of its call, a series a participant. No word of what was said.</summary>
public sealed record VisitRecord(VisitView Visit, IReadOnlyList<VisitMoment> Timeline, IReadOnlyList<QualitySeries> Quality);

/// <summary>
/// <paramref name="At"/>: when.
/// <paramref name="Kind"/>: what.
/// <paramref name="Person"/>: who did it, or whom it happened to; null for the portal itself.
/// <paramref name="PersonKind"/>: as what.
/// <paramref name="DisplayName"/>: the name as it was then.
/// <paramref name="Detail"/>: milliseconds of a gap, or the step of a ladder; null where there is none.
/// </summary>
public sealed record VisitMoment(DateTimeOffset At, VisitMomentKind Kind, PersonId? Person, ActorKind? PersonKind, ClinicalText DisplayName, long? Detail);

/// <summary>The stored codes of moments.</summary>
public enum VisitMomentKind
{
    Booked = 1,
    Moved = 2,
    Cancelled = 3,
    HandedOver = 4,
    Reminded = 5,
    Preparing = 10,
    CheckedIn = 11,
    LeftWaiting = 12,
    AskedForCallBack = 13,
    CalledBack = 14,
    Admitted = 20,
    Declined = 21,
    Returned = 22,
    NoShow = 23,
    Joined = 30,

    /// <summary>The connection was lost for longer than its lease.</summary>
    Lost = 31,
    CameBack = 32,
    LeftCall = 33,

    /// <summary>The same person went on elsewhere; this connection was put out.</summary>
    ContinuedElsewhere = 34,
    SharedScreen = 35,
    StoppedSharing = 36,

    /// <summary>Put out by the care team; the person is whom it happened to.</summary>
    Removed = 37,

    /// <summary>A step of the recovery ladder; its number is the detail.</summary>
    Recovering = 40,

    /// <summary>Nothing was heard for longer than five seconds; the detail says for how many milliseconds.</summary>
    AudioGap = 41,
    Ended = 50,
}

public sealed record QualitySeries(PersonId Person, ActorKind Kind, ClinicalText DisplayName, IReadOnlyList<QualitySample> Samples);

/// <summary>
/// What one participant's browser measured since its last sample (W3C webrtc-stats); about five seconds.
/// <paramref name="LossPercent"/>: of packets that should have come, 0 to 100.
/// <paramref name="AudioGapMs"/>: the longest time without sound in it.
/// <paramref name="IsRelayed"/>: over a TURN server.
/// </summary>
public sealed record QualitySample(
    DateTimeOffset At,
    int RoundTripMs,
    int JitterMs,
    double LossPercent,
    int SentKbps,
    int ReceivedKbps,
    int Freezes,
    int FrozenMs,
    int AudioGapMs,
    bool IsRelayed,
    CallMode Mode);

public enum CallMode
{
    Full = 1,
    Low = 2,
    Audio = 3,
}
