using System.Collections.Concurrent;

namespace Portal.Web.Shared.Limits;

/// <summary>
/// One token bucket for each key: full at first, refilled evenly. The framework's own limiters read the machine's clock; these read the
/// portal's, so that a test can turn it. A bucket that is full again is forgotten, so memory holds only whoever was busy lately.
/// </summary>
internal sealed class TokenBuckets(double perSecond, int burst, TimeProvider clock)
{
    private const int SweepEvery = 4096;
    private readonly ConcurrentDictionary<string, Bucket> buckets = new(StringComparer.Ordinal);
    private int taken;

    /// <summary>Null where there was a token, which is gone now; else the time until there is one.</summary>
    public TimeSpan? Take(string key)
    {
        if (Interlocked.Increment(ref taken) % SweepEvery == 0) Sweep();
        while (true)
        {
            var bucket = buckets.GetOrAdd(key, static (_, start) => new Bucket(start.burst, start.now), (burst, now: clock.GetTimestamp()));
            lock (bucket)
            {
                // A sweep may have dropped it between finding and locking it: then a later taker would find another.
                if (bucket.IsForgotten) continue;
                Refill(bucket);
                if (bucket.Tokens < 1) return TimeSpan.FromSeconds((1 - bucket.Tokens) / perSecond);
                bucket.Tokens--;
                return null;
            }
        }
    }

    private void Refill(Bucket bucket)
    {
        var now = clock.GetTimestamp();
        bucket.Tokens = Math.Min(burst, bucket.Tokens + (clock.GetElapsedTime(bucket.At, now).TotalSeconds * perSecond));
        bucket.At = now;
    }

    private void Sweep()
    {
        foreach (var (key, bucket) in buckets)
        {
            lock (bucket)
            {
                Refill(bucket);
                if (bucket.Tokens < burst) continue;
                bucket.IsForgotten = true;
                buckets.TryRemove(key, out _);
            }
        }
    }

    private sealed class Bucket(double tokens, long at)
    {
        public double Tokens { get; set; } = tokens;

        public long At { get; set; } = at;

        public bool IsForgotten { get; set; }
    }
}
