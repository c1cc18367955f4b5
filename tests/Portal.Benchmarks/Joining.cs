using Portal.Benchmarks.Floors;
using Portal.Benchmarks.Load;
using Portal.Browser.Tests.Running;

namespace Portal.Benchmarks;

/// <summary>
/// From the click on "Admit" to the other's first picture, on both sides, in real browsers with fake cameras; each round is a visit of its own in pages that were
/// loaded anew. Beside it two bare pages of the same browser that take their devices and connect at once. The portal's own way (admitted, told, let in, described) passes its
/// hub, which the floor's does not: so the goal is two bare connections and two round trips of a signal.
/// </summary>
internal static class Joining
{
    public static async Task Run(Report report, Effort effort)
    {
        var browsers = new Browsers();
        await browsers.InitializeAsync();
        try
        {
            await using var visits = await HeldVisits.Begin(browsers);
            await using var trips = await SignalTrips.Begin(browsers.Portal);
            await using var bare = await BarePair.Begin(browsers);
            await Measure(report, effort, visits, trips, bare);
        }
        finally
        {
            await browsers.DisposeAsync();
        }
    }

    private static async Task Measure(Report report, Effort effort, HeldVisits visits, SignalTrips trips, BarePair bare)
    {
        await visits.Join();
        await bare.Join();
        await trips.Median();
        var (ours, floor, signals) = (new List<FirstPictures>(), new List<FirstPictures>(), new List<double>());
        for (var round = 0; round < 2 * effort.Rounds; round++)
        {
            await Effort.Alternate(
                round,
                async () => ours.Add(await visits.Join()),
                async () => floor.Add(await bare.Join()),
                async () => signals.Add(await trips.Median()));
        }

        foreach (var (side, of) in ((string, Func<FirstPictures, double>)[])[("clinician", pictures => pictures.Caller), ("patient", pictures => pictures.Called)])
        {
            var (portal, pages) = (new Rounds([.. ours.Select(of)]), new Rounds([.. floor.Select(of)]));
            report.Row($"first picture at the {side}, beside two bare pages", "ms", portal, pages);
            report.Row($"the same, beside 2 bare + 2 round trips", "ms", portal, pages.With(new Rounds(signals), (connected, trip) => (2 * connected) + (2 * trip)), Goal.AtMost(1));
        }

        report.Aside("one signal there and one back", "ms", new Rounds(signals));
    }
}

/// <summary>
/// Milliseconds from the beginning until a frame of the other was presented (W3C <c>requestVideoFrameCallback</c>).
/// <paramref name="Caller"/>: at the side that offers: the clinician's.
/// </summary>
internal sealed record FirstPictures(double Caller, double Called);
