using System.Diagnostics;

namespace Portal.Benchmarks.Load;

/// <summary>
/// Acts at times that are set beforehand, whether or not earlier ones have come to an end: whoever measures from the set time sees the waiting that a
/// slow server causes, which a loop that waits for answers would leave out. The gaps are those of many people who know nothing of each other (a Poisson process,
/// with the same seed for all sides).
/// </summary>
internal static class OpenLoop
{
    private const int Seed = 2026;

    /// <summary>Timestamps from the start (<see cref="Stopwatch"/> ticks), ascending.</summary>
    public static long[] Times(int perSecond, TimeSpan length)
    {
        var random = new Random(Seed);
        var times = new List<long>();
        for (var at = 0.0; ; times.Add((long)(at * Stopwatch.Frequency)))
        {
            at += -Math.Log(1 - random.NextDouble()) / perSecond;
            if (at >= length.TotalSeconds) return [.. times];
        }
    }

    /// <summary>Calls <paramref name="act"/> with the index of each time that has come, from a thread of its own. It must not block.</summary>
    /// <param name="start">When the times begin; a timestamp.</param>
    /// <param name="times">As of <see cref="Times"/>.</param>
    /// <param name="act">What to do.</param>
    public static Task Run(long start, long[] times, Action<int> act)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            for (var index = 0; index < times.Length; index++)
            {
                while (Stopwatch.GetTimestamp() - start < times[index]) Thread.Sleep(1);
                act(index);
            }

            done.SetResult();
        })
        { IsBackground = true, Priority = ThreadPriority.AboveNormal };
        thread.Start();
        return done.Task;
    }
}
