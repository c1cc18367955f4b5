using System.Globalization;
using System.Runtime;
using System.Runtime.InteropServices;

namespace Portal.Benchmarks;

/// <summary>What a ratio of ours to the floor should be.</summary>
internal sealed record Goal(string Text, Func<double, bool> IsMet)
{
    public static Goal AtLeast(double ratio) => new(string.Create(CultureInfo.InvariantCulture, $">= {ratio:0.00}x"), seen => seen >= ratio);

    public static Goal AtMost(double ratio) => new(string.Create(CultureInfo.InvariantCulture, $"<= {ratio:0.00}x"), seen => seen <= ratio);
}

/// <summary>
/// The figures as a table: median of the rounds with the lowest and the highest, the same of the floor, and the ratio of both, which is taken round by round.
/// </summary>
internal sealed class Report(TextWriter output)
{
    private int goals;
    private int met;

    public void Begin()
    {
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1024.0 * 1024 * 1024);
        Write($"{Environment.ProcessorCount} cores, {memory:0} GiB, {RuntimeInformation.FrameworkDescription}, {(GCSettings.IsServerGC ? "server" : "workstation")} collector, {RuntimeInformation.OSDescription.Split(' ')[0]}");
        Write($"The portal, PostgreSQL and what measures them share these cores.");
    }

    public void Chapter(string name, string what)
    {
        Write($"");
        Write($"{name}: {what}");
        Write($"  {"",-52} {"ours",-30} {"floor",-30} {"ratio",-20} goal");
    }

    public void Row(string figure, string unit, Rounds ours, Rounds floor, Goal? goal = null)
    {
        var ratio = ours.With(floor, (mine, theirs) => mine / theirs);
        Write($"  {figure,-52} {Text(ours, unit),-30} {Text(floor, unit),-30} {Ratio(ratio),-20} {Verdict(goal, ratio.Median)}".TrimEnd());
    }

    /// <summary>A figure that is told for understanding, and compared with nothing.</summary>
    public void Aside(string figure, string unit, Rounds value) => Write($"  {figure,-52} {Text(value, unit)}");

    public void End()
    {
        if (goals == 0) return;
        Write($"");
        Write($"Goals: {met} of {goals} met.");
    }

    private string Verdict(Goal? goal, double ratio)
    {
        if (goal is null) return "";
        var isMet = goal.IsMet(ratio);
        goals++;
        if (isMet) met++;
        return $"{goal.Text} {(isMet ? "met" : "NOT MET")}";
    }

    private static string Text(Rounds rounds, string unit) => Invariant($"{Number(rounds.Median)} {unit} ({Number(rounds.Low)} to {Number(rounds.High)})");

    private static string Number(double value) => value.ToString(value >= 100 ? "0" : "0.00", CultureInfo.InvariantCulture);

    private static string Ratio(Rounds ratio) => Invariant($"{ratio.Median:0.00}x ({ratio.Low:0.00} to {ratio.High:0.00})");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private void Write(FormattableString line) => output.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private void Write(string line) => output.WriteLine(line);
}
