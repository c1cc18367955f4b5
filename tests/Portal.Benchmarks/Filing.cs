using System.Diagnostics;
using Portal.Benchmarks.Floors;
using Portal.Benchmarks.Load;
using Portal.Benchmarks.Servers;
using Portal.Testing.Time;

namespace Portal.Benchmarks;

/// <summary>
/// Signed summaries from the outbox into an EHR that answers at once, each looked up, sealed, marked, posted, read back, compared and written down as ever, beside bare
/// posts of the same bytes to the same server, as many side by side. The queue is kept at its length meanwhile: 100 in one portal, 100,000 in another.
/// </summary>
internal static class Filing
{
    private const int Short = 100;
    private const int Long = 100_000;

    /// <summary>Signed in advance for a slice: what it could file if it went this much faster than the last one.</summary>
    private const double Margin = 2;

    private const double FirstGuess = 1_500;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);

    public static async Task Run(Report report, Effort effort)
    {
        await using var server = await ServerProcess.Start(ServerProcess.Ehr, new Dictionary<string, string?>());
        using var ehr = new QuickEhrClient(server.Address);
        await using var few = await FilingHouse.Open(ehr.Fhir);
        await using var many = await FilingHouse.Open(ehr.Fhir);
        var (rest, length) = (new FilingSide(few, ehr, Short), new FilingSide(many, ehr, Long));
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < effort.WarmUp;) await rest.Measure(effort.Slice / 4);
        await length.Measure(effort.Slice / 4);
        using var bare = new BarePosts(ehr.Fhir, await ehr.Last());
        var posts = Enumerable.Repeat<Func<Task>>(bare.Post, few.SideBySide).ToList();
        await Sends.Rate(posts, effort.WarmUp / 4);
        await Measure(report, effort, rest, length, posts, ehr);
    }

    private static async Task Measure(Report report, Effort effort, FilingSide rest, FilingSide length, List<Func<Task>> posts, QuickEhrClient ehr)
    {
        var (ours, waiting, floor) = (new List<FilingRate>(), new List<FilingRate>(), new List<double>());
        for (var round = 0; round < effort.Rounds; round++)
        {
            await Effort.Alternate(
                round,
                async () => waiting.Add(await length.Measure(effort.Slice / 2)),
                async () => ours.Add(await rest.Measure(effort.Slice / 2)),
                async () =>
                {
                    await ehr.Forget();
                    floor.Add(await Sends.Rate(posts, effort.Slice / 2));
                });
        }

        Rounds Of(List<FilingRate> rates, Func<FilingRate, double> value) => new([.. rates.Select(value)]);
        report.Row($"summaries filed, {posts.Count} side by side", "/s", Of(ours, one => one.ASecond), new Rounds(floor), Goal.AtLeast(0.5));
        report.Row("a filing with 100,000 waiting, beside 100", "ms", Of(waiting, one => 1_000 / one.ASecond), Of(ours, one => 1_000 / one.ASecond), Goal.AtMost(1.3));
        report.Aside("requests a filing", "", Of(ours, one => one.Requests));
        report.Aside("transactions committed a filing", "", Of(ours, one => one.Transactions));
    }

    /// <summary>What one slice saw: filings a second, and what each asked of the EHR and of the database.</summary>
    private sealed record FilingRate(double ASecond, double Requests, double Transactions);

    /// <summary>One portal whose queue is kept at one length.</summary>
    private sealed class FilingSide(FilingHouse house, QuickEhrClient ehr, int waiting)
    {
        private double last = FirstGuess;

        public async Task<FilingRate> Measure(TimeSpan length)
        {
            await house.Stock(waiting + (long)(Margin * last * (length.TotalSeconds + 1)));
            await ehr.Forget();
            await house.Queue.Fill(waiting, done: 0);
            await house.Resume();
            await Until.True(async () => (await Filled()).Stored > Short / 2);
            var (watch, begin, before) = (Stopwatch.StartNew(), await ehr.Told(), await house.Transactions());
            using var timer = new PeriodicTimer(Look);
            while (watch.Elapsed < length && await timer.WaitForNextTickAsync()) await Filled();
            var (seconds, end, after) = (watch.Elapsed.TotalSeconds, await ehr.Told(), await house.Transactions());
            await house.Rest();
            await house.Queue.Settle((await ehr.Told()).Stored);
            var filed = end.Stored - begin.Stored;
            last = filed / seconds;
            return new FilingRate(last, (double)(Requests(end) - Requests(begin)) / filed, (double)(after - before) / filed);
        }

        private async Task<EhrTold> Filled()
        {
            var told = await ehr.Told();
            await house.Queue.Fill(waiting, told.Stored);
            return told;
        }

        private static int Requests(EhrTold told) => told.Writes + told.Reads + told.Searches;
    }
}
