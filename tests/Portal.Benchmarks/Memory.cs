using Portal.Benchmarks.Load;
using Portal.Benchmarks.Servers;

namespace Portal.Benchmarks;

/// <summary>
/// What one connection that is subscribed to a conversation and says nothing costs its server: the live objects after a full collection with 2,000 of them, less
/// those before, a connection. Each round has a process of its own, which some connections have used and left before it is looked at.
/// </summary>
internal static class Memory
{
    private const int Connections = 2_000;
    private const int WarmUpConnections = 100;
    private const int Looks = 5;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200);

    public static async Task Run(Report report, Effort effort)
    {
        await using var pairs = await Pairs.Make(Connections / 2);
        var (ours, floor) = (new List<(double Heap, double Resident)>(), new List<(double Heap, double Resident)>());
        for (var round = 0; round < Math.Min(3, effort.Rounds); round++)
            await Effort.Alternate(round, async () => ours.Add(await Measure(ServerProcess.Portal, pairs)), async () => floor.Add(await Measure(ServerProcess.Relay, pairs)));
        report.Row("live objects, an idle connection of 2,000", "KiB", new([.. ours.Select(one => one.Heap)]), new([.. floor.Select(one => one.Heap)]), Goal.AtMost(2));
        report.Row("resident memory, an idle connection of 2,000", "KiB", new([.. ours.Select(one => one.Resident)]), new([.. floor.Select(one => one.Resident)]));
    }

    /// <summary>KiB a connection.</summary>
    private static async Task<(double Heap, double Resident)> Measure(string which, Pairs pairs)
    {
        await using var server = await ServerProcess.Start(which, pairs.Settings);
        await using (var first = await Crowd.Connect(server.Hub, [.. pairs.All.Take(WarmUpConnections / 2)])) await first.Deliver(50, TimeSpan.FromSeconds(1));
        var before = await Least(server);
        await using var crowd = await Crowd.Connect(server.Hub, pairs.All);
        var after = await Least(server);
        return ((after.Heap - before.Heap) / 1024.0 / Connections, (after.Resident - before.Resident) / 1024.0 / Connections);
    }

    /// <summary>What was just sent or closed is still held for a moment: the least of a few looks is what stays.</summary>
    private static async Task<ServerMemory> Least(ServerProcess server)
    {
        var looks = new List<ServerMemory>();
        using var timer = new PeriodicTimer(BetweenLooks);
        while (looks.Count < Looks && await timer.WaitForNextTickAsync()) looks.Add(await server.Memory());
        return new ServerMemory(looks.Min(look => look.Heap), looks.Min(look => look.Resident));
    }
}
