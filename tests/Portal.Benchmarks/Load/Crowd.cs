using System.Diagnostics;

namespace Portal.Benchmarks.Load;

/// <summary>All clients of one server: of each pair a patient's and a clinician's, both subscribed to their conversation.</summary>
internal sealed class Crowd : IAsyncDisposable
{
    private const int Abreast = 16;
    private static readonly TimeSpan PingEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Of all crowds: a number used twice would be a message sent again, and not pushed.</summary>
    private static long numbered;

    private readonly IReadOnlyList<Pair> pairs;
    private readonly LoadClient[] clients;
    private readonly CancellationTokenSource ending = new();
    private Task staying = Task.CompletedTask;
    private volatile Slice? current;

    private Crowd(IReadOnlyList<Pair> pairs)
    {
        this.pairs = pairs;
        clients = new LoadClient[pairs.Count * 2];
    }

    public static async Task<Crowd> Connect(Uri hub, IReadOnlyList<Pair> pairs)
    {
        var crowd = new Crowd(pairs);
        await Parallel.ForEachAsync(Enumerable.Range(0, crowd.clients.Length), new ParallelOptions { MaxDegreeOfParallelism = Abreast }, async (index, _) =>
        {
            var pair = pairs[index / 2];
            crowd.clients[index] = await LoadClient.Connect(hub, index % 2 == 0 ? pair.PatientToken : pair.ClinicianToken, pair.Conversation, crowd.Heard);
        });
        crowd.staying = Task.Run(crowd.StayAlive);
        return crowd;
    }

    /// <summary>
    /// Messages at that rate between the pairs, in turn from either side, until the last has reached the other: milliseconds from the moment at which each
    /// was to be sent, sorted.
    /// </summary>
    /// <exception cref="InvalidOperationException">One did not arrive, or a connection broke: there is no figure then.</exception>
    public async Task<IReadOnlyList<double>> Deliver(int perSecond, TimeSpan length)
    {
        var times = OpenLoop.Times(perSecond, length);
        var first = Interlocked.Add(ref numbered, times.Length) - times.Length;
        var frames = times.Select((_, index) => LoadClient.SendFrame(pairs[PairOf(index)].Conversation, first + index, Words.Text)).ToArray();
        var start = Stopwatch.GetTimestamp();
        var latencies = new Latencies(start, times);
        current = new Slice(first, latencies);
        await OpenLoop.Run(start, times, index => _ = clients[SenderOf(index)].Write(frames[index]));
        await Task.WhenAny(latencies.All, Task.Delay(Patience));
        current = null;
        if (clients.FirstOrDefault(client => client.Trouble is not null)?.Trouble is { } trouble) throw new InvalidOperationException("A connection broke.", trouble);
        return latencies.Missing == 0 ? latencies.Sorted() : throw new InvalidOperationException($"{latencies.Missing} messages did not arrive.");
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await staying;
        await Parallel.ForEachAsync(clients, new ParallelOptions { MaxDegreeOfParallelism = Abreast }, async (client, _) => await client.DisposeAsync());
        ending.Dispose();
    }

    private int PairOf(int index) => index % pairs.Count;

    /// <summary>Each pair's turns alternate.</summary>
    private int SenderOf(int index) => (PairOf(index) * 2) + (index / pairs.Count % 2);

    private void Heard(LoadClient client, long number)
    {
        if (current is not { } slice || number < slice.First) return;
        var index = (int)(number - slice.First);

        // The portal tells the sender's own connections too; what counts is that the other has it.
        if (ReferenceEquals(client, clients[SenderOf(index) ^ 1])) slice.Latencies.Came(index);
    }

    private async Task StayAlive()
    {
        using var timer = new PeriodicTimer(PingEvery / clients.Length);
        try
        {
            for (var index = 0; await timer.WaitForNextTickAsync(ending.Token); index++) await clients[index % clients.Length].StayAlive();
        }
        catch (OperationCanceledException)
        {
            // The crowd leaves.
        }
    }

    private sealed record Slice(long First, Latencies Latencies);
}
