using System.Diagnostics;
using Portal.Benchmarks.Floors;
using Portal.Benchmarks.Load;
using Portal.Benchmarks.Servers;
using Portal.Testing.Time;

namespace Portal.Benchmarks;

/// <summary>
/// Signed summaries from the outbox into an EHR that answers at once, each looked up, sealed, marked, posted, read back, compared and written down as ever, beside bare
/// posts of the same bytes to the same server, as many side by side, and beside the least that is marked, posted, read and ended in two commits. The queue is kept at its length meanwhile: 100 in one portal, 100,000 in another.
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
        using var ofFew = new QuickEhrClient(server.Address, "few");
        using var ofMany = new QuickEhrClient(server.Address, "many");
        using var ofNone = new QuickEhrClient(server.Address, "bare");
        await using var few = await FilingHouse.Open(ofFew.Fhir);
        await using var many = await FilingHouse.Open(ofMany.Fhir);
        var (rest, length) = (new FilingSide(few, ofFew, server.Id, Short), new FilingSide(many, ofMany, server.Id, Long));
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < 2 * effort.WarmUp;)
        {
            await rest.Measure(effort.Slice / 4);
            await length.Measure(effort.Slice / 4);
        }

        using var bare = new BarePosts(ofNone.Fhir, await ofFew.Last());
        var posts = Enumerable.Repeat<Func<Task>>(bare.Post, few.SideBySide).ToList();
        await using var durable = await DurableFloor.Open(few.Superuser, bare, few.SideBySide);
        await Sends.Rate(posts, effort.WarmUp / 4);
        await Sends.Rate([durable.File], effort.WarmUp / 4);
        await Measure(report, effort, rest, length, posts, durable, ofNone);
    }

    private static async Task Measure(Report report, Effort effort, FilingSide rest, FilingSide length, List<Func<Task>> posts, DurableFloor durable, QuickEhrClient ehr)
    {
        var (ours, waiting, floor, least) = (new List<FilingRate>(), new List<FilingRate>(), new List<double>(), new List<double>());
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
                },
                async () =>
                {
                    await ehr.Forget();
                    least.Add(posts.Count * await Sends.Rate([durable.File], effort.Slice / 2));
                });
        }

        Rounds Of(List<FilingRate> rates, Func<FilingRate, double> value) => new([.. rates.Select(value)]);
        report.Row($"summaries filed, {posts.Count} side by side", "/s", Of(ours, one => one.ASecond), new Rounds(floor), Goal.AtLeast(0.5));
        report.Row("the same, beside posts, reads and two commits a batch", "/s", Of(ours, one => one.ASecond), new Rounds(least));
        report.Row("a filing with 100,000 waiting, beside 100", "ms", Of(waiting, one => 1_000 / one.ASecond), Of(ours, one => 1_000 / one.ASecond), Goal.AtMost(1.3));
        report.Aside("requests a filing", "", Of(ours, one => one.Requests));
        report.Aside("transactions committed a filing", "", Of(ours, one => one.Transactions));
        report.Aside("processor time a filing, of the portal", "us", Of(ours, one => one.Portal));
        report.Aside("of the database", "us", Of(ours, one => one.Database));
        report.Aside("of the EHR", "us", Of(ours, one => one.Ehr));
    }

    /// <summary>What one slice saw: filings a second, what each asked of the EHR and of the database, and microseconds of processor time.</summary>
    private sealed record FilingRate(double ASecond, double Requests, double Transactions, double Portal, double Database, double Ehr);

    /// <summary>One portal whose queue is kept at one length.</summary>
    private sealed class FilingSide(FilingHouse house, QuickEhrClient ehr, int process, int waiting)
    {
        private double last = FirstGuess;

        public async Task<FilingRate> Measure(TimeSpan length)
        {
            if (await house.Stock(waiting + (long)(Margin * last * (length.TotalSeconds + 1)))) await house.SettleTables();
            await ehr.Forget();
            var resting = (await Filled()).Stored;
            await house.Resume();
            await Until.True(async () => (await Filled()).Stored > resting + (Short / 2));
            var (session, begin, before) = (await house.Session(), await ehr.Told(), await house.Transactions());
            var (watch, began) = (Stopwatch.StartNew(), ProcessorTime.Now(session, process));
            using var timer = new PeriodicTimer(Look);
            while (watch.Elapsed < length && await timer.WaitForNextTickAsync()) await Filled();
            var (seconds, end, after) = (watch.Elapsed.TotalSeconds, await ehr.Told(), await house.Transactions());
            var used = ProcessorTime.Now(session, process) - began;
            await house.Rest();
            await house.Queue.Settle(async () => (await ehr.Told()).Stored);
            var filed = end.Stored - begin.Stored;
            last = filed / seconds;
            return new FilingRate(
                last,
                (double)(Requests(end) - Requests(begin)) / filed,
                (double)(after - before) / filed,
                used.Own.TotalMicroseconds / filed,
                used.Database.TotalMicroseconds / filed,
                used.Other.TotalMicroseconds / filed);
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
