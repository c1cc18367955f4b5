using System.Globalization;

namespace Portal.Benchmarks;

/// <summary>Figures as lines of text: what, the value, the floor of the same run, the ratio, and the goal.</summary>
internal static class Figures
{
    public static void Line(string what, double value, double floor, string unit, string goal) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-44} {value,10:0.##} {unit,-8} floor {floor,10:0.##}  ratio {value / floor,6:0.00}x  (goal {goal})"));

    public static double Percentile(double[] sorted, double share) => sorted.Length == 0 ? double.NaN : sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];
}
