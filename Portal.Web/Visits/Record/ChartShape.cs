using System.Globalization;
using Portal.Domain.Visits;

namespace Portal.Web.Visits.Record;

/// <summary>
/// A series as lines in a box of <see cref="Width"/> by <see cref="Height"/>, upwards from zero: what an SVG's <c>polyline</c> takes. Where samples are missing the line
/// is broken, since nobody knows how it was.
/// </summary>
/// <param name="Lines">Points as <c>x,y x,y</c>, a text for each unbroken run.</param>
/// <param name="Top">The value at the upper edge.</param>
/// <param name="LimitY">Where the limit's line is; null where it is out of the box or there is none.</param>
internal sealed record ChartShape(IReadOnlyList<string> Lines, double Top, double? LimitY)
{
    public const int Width = 320;
    public const int Height = 80;

    private static readonly double[] Steps = [1, 2, 5, 10];

    /// <summary>A sample comes every five seconds; two that are further apart than three of them have a hole between.</summary>
    private static readonly TimeSpan Hole = TimeSpan.FromSeconds(16);

    public static ChartShape Of(IReadOnlyList<QualitySample> samples, QualityMeasure measure)
    {
        var (first, last) = (samples[0].At, samples[^1].At);
        var top = Ceiling(samples.Max(measure.Of));
        var wide = Math.Max(1, (last - first).TotalSeconds);
        var runs = new List<List<string>>();
        DateTimeOffset? before = null;
        foreach (var sample in samples)
        {
            if (before is null || sample.At - before > Hole) runs.Add([]);
            before = sample.At;
            var y = Height - (Math.Clamp(measure.Of(sample), 0, top) / top * Height);
            runs[^1].Add($"{Number((sample.At - first).TotalSeconds / wide * Width)},{Number(y)}");
        }

        // A single point draws nothing: it gets a length.
        var lines = runs.Select(run => run.Count > 1 ? string.Join(' ', run) : $"{run[0]} {Number(double.Parse(run[0].Split(',')[0], CultureInfo.InvariantCulture) + 2)},{run[0].Split(',')[1]}");
        return new([.. lines], top, measure.Limit is { } limit && limit < top ? Height - (limit / top * Height) : null);
    }

    public static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    /// <summary>1, 2 or 5 times a power of ten: an edge that can be read.</summary>
    private static double Ceiling(double highest)
    {
        if (highest <= 1) return 1;
        var power = Math.Pow(10, Math.Floor(Math.Log10(highest)));
        return Steps.Select(step => step * power).First(edge => edge >= highest);
    }
}
