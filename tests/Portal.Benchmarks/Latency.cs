using System.Diagnostics;
using Portal.Benchmarks.Floors;
using Portal.Benchmarks.Load;
using Portal.Benchmarks.Servers;

namespace Portal.Benchmarks;

/// <summary>
/// From the moment at which a message was to be sent to the moment at which the other of the pair has it, beside the same through a bare relay, and beside one
/// commit of one row at the same rate. The portal's message is durable before anybody hears of it; the relay's never is. So the goal is three relays and a commit.
/// </summary>
internal static class Latency
{
    private const int PairCount = 500;
    private const int Fastest = 1_000;
    private const int FloorConnections = 32;
    private static readonly (string Name, double Share)[] Percentiles = [("p50", 0.5), ("p95", 0.95), ("p99", 0.99)];

    public static async Task Run(Report report, Effort effort)
    {
        await using var pairs = await Pairs.Make(PairCount);
        await using var portal = await ServerProcess.Start(ServerProcess.Portal, pairs.Settings);
        await using var relay = await ServerProcess.Start(ServerProcess.Relay, pairs.Settings);
        await using var ours = await Crowd.Connect(portal.Hub, pairs.All);
        await using var theirs = await Crowd.Connect(relay.Hub, pairs.All);
        await using var commits = await CommitFloor.Open(pairs.Superuser, FloorConnections);
        foreach (var crowd in (Crowd[])[ours, theirs]) await crowd.Deliver(Fastest, effort.WarmUp);
        foreach (var rate in (int[])[200, Fastest]) await Measure(report, effort, rate, ours.Deliver, theirs.Deliver, (perSecond, length) => Commit(commits, perSecond, length));
    }

    private static async Task Measure(Report report, Effort effort, int rate, params Func<int, TimeSpan, Task<IReadOnlyList<double>>>[] sides)
    {
        foreach (var side in sides) await side(rate, effort.Slice / 4);
        var seen = sides.Select(_ => new List<IReadOnlyList<double>>()).ToArray();
        for (var round = 0; round < effort.Rounds; round++)
            await Effort.Alternate(round, [.. sides.Select((side, index) => (Func<Task>)(async () => seen[index].Add(await side(rate, effort.Slice))))]);
        foreach (var (name, share) in Percentiles)
        {
            report.Row($"delivery at {rate}/s, {name}, beside the relay", "ms", At(seen[0], share), At(seen[1], share));
            report.Aside($"one commit at {rate}/s, {name}", "ms", At(seen[2], share));
        }

        var allowed = At(seen[1], 0.99).With(At(seen[2], 0.99), (relayed, committed) => (3 * relayed) + committed);
        report.Row($"delivery at {rate}/s, p99, beside 3 relays + commit", "ms", At(seen[0], 0.99), allowed, Goal.AtMost(1));
    }

    private static Rounds At(List<IReadOnlyList<double>> rounds, double share) => new([.. rounds.Select(sorted => Rounds.Percentile(sorted, share))]);

    private static async Task<IReadOnlyList<double>> Commit(CommitFloor commits, int perSecond, TimeSpan length)
    {
        var times = OpenLoop.Times(perSecond, length);
        var start = Stopwatch.GetTimestamp();
        var latencies = new Latencies(start, times);
        await OpenLoop.Run(start, times, index => _ = One(index));
        await latencies.All;
        return latencies.Sorted();

        async Task One(int index)
        {
            await commits.Commit();
            latencies.Came(index);
        }
    }
}
