namespace Portal.Benchmarks;

/// <summary>One figure as each round saw it: its median stands for it, lowest and highest say how far it can be trusted.</summary>
internal sealed record Rounds(IReadOnlyList<double> Values)
{
    public double Median => Percentile([.. Values.Order()], 0.5);

    public double Low => Values.Min();

    public double High => Values.Max();

    /// <summary>Of this figure's and another's values of the same round.</summary>
    public Rounds With(Rounds other, Func<double, double, double> calculate) => new([.. Values.Zip(other.Values, calculate)]);

    /// <summary>The nearest rank of sorted values; <paramref name="share"/> between 0 and 1.</summary>
    public static double Percentile(IReadOnlyList<double> sorted, double share) => sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Count) - 1, 0, sorted.Count - 1)];
}
