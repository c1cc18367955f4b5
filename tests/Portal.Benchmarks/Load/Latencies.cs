using System.Diagnostics;

namespace Portal.Benchmarks.Load;

/// <summary>When each of one slice's messages was to go, and when it came; taken from any thread.</summary>
internal sealed class Latencies(long start, long[] times)
{
    private readonly long[] arrived = new long[times.Length];
    private readonly TaskCompletionSource all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int missing = times.Length;

    /// <summary>Completes when all have come.</summary>
    public Task All => all.Task;

    public int Missing => Volatile.Read(ref missing);

    public void Came(int index)
    {
        if (Interlocked.CompareExchange(ref arrived[index], Stopwatch.GetTimestamp(), 0) == 0 && Interlocked.Decrement(ref missing) == 0) all.TrySetResult();
    }

    /// <summary>Milliseconds from when each was to go, sorted.</summary>
    public IReadOnlyList<double> Sorted() => [.. arrived.Select((at, index) => Stopwatch.GetElapsedTime(start + times[index], at).TotalMilliseconds).Order()];
}
