namespace Portal.Domain.Webhooks;

/// <summary>When a delivery that failed is tried again, and when a receiver at which everything fails.</summary>
public static class WebhookPace
{
    /// <summary>After that long since it was made a delivery is given up at its next failure.</summary>
    public static readonly TimeSpan GivenUpAfter = TimeSpan.FromHours(24);

    /// <summary>So many tries that failed one after the other, of whatever deliveries, let the whole receiver rest.</summary>
    public const int FailuresInARow = 10;

    private const double Spread = 0.1;
    private static readonly TimeSpan ShortestRest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan[] Steps =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(1), TimeSpan.FromHours(2), TimeSpan.FromHours(4), TimeSpan.FromHours(8), TimeSpan.FromHours(8),
    ];

    /// <summary>
    /// The time of the next try; null where it is given up. The last try of all is at the very end of the time: what a longer step would leave out.
    /// </summary>
    /// <param name="made">When the delivery was.</param>
    /// <param name="now">The time.</param>
    /// <param name="failed">Tries that failed, from 1.</param>
    /// <param name="share">0 to 1, random: what failed together does not come back together.</param>
    public static DateTimeOffset? Again(DateTimeOffset made, DateTimeOffset now, int failed, double share)
    {
        var end = made + GivenUpAfter;
        if (now >= end) return null;
        var next = now + (Steps[Math.Clamp(failed, 1, Steps.Length) - 1] * (1 + (Spread * share)));
        return next < end ? next : end;
    }

    /// <summary>How long a receiver rests at which everything has failed for that long.</summary>
    public static TimeSpan Rest(TimeSpan failing) => failing / 4 is var rest && rest < ShortestRest ? ShortestRest : rest > LongestRest ? LongestRest : rest;
}
