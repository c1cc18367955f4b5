namespace Portal.Infrastructure.Shared.Outbox;

/// <summary>
/// How long to wait before another try: anything from nothing to a ceiling that doubles from one second to one hour. The full jitter spreads the
/// tries of many deliveries that failed together.
/// </summary>
internal static class Backoff
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>The longest wait after that many failed tries (from 1).</summary>
    public static TimeSpan Ceiling(int failed)
    {
        var doubled = First * Math.Pow(2, Math.Clamp(failed - 1, 0, 30));
        return doubled < Longest ? doubled : Longest;
    }

    /// <summary>The wait itself.</summary>
    /// <param name="failed">Failed tries so far, from 1.</param>
    /// <param name="share">Of the ceiling, 0 to 1, random.</param>
    public static TimeSpan After(int failed, double share) => Ceiling(failed) * share;
}
