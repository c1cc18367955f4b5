using Portal.Domain.Visits;

namespace Portal.Web.Visits.Record;

/// <summary>
/// One figure of a call over time. <paramref name="Name"/> names its words and unit, <paramref name="Limit"/> is where people begin to notice (ITU-T G.114 for the delay, the
/// portal's own thresholds for loss and rate), null where there is none; <paramref name="IsFloor"/>: below it is worse, not above.
/// </summary>
public sealed record QualityMeasure(string Name, Func<QualitySample, double> Of, double? Limit = null, bool IsFloor = false)
{
    public static readonly IReadOnlyList<QualityMeasure> All =
    [
        new("RoundTrip", sample => sample.RoundTripMs, 300),
        new("Loss", sample => sample.LossPercent, 8),
        new("Jitter", sample => sample.JitterMs, 50),
        new("Received", sample => sample.ReceivedKbps, 150, IsFloor: true),
        new("Sent", sample => sample.SentKbps, 150, IsFloor: true),
        new("Frozen", sample => sample.FrozenMs, 1_000),
        new("AudioGap", sample => sample.AudioGapMs, 5_000),
    ];
}
