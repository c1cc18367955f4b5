namespace Portal.Benchmarks;

/// <summary>
/// How often and for how long is measured. A round holds one slice of each side, in an order that changes from round to round. What is measured first runs
/// until it is compiled as it stays, which on two cores takes far longer than one slice.
/// </summary>
internal sealed record Effort(int Rounds, TimeSpan Slice, TimeSpan WarmUp)
{
    public static readonly Effort Full = new(5, TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(20));

    public static readonly Effort Quick = new(2, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4));

    /// <summary>The sides of one round, each awaited before the next: forward in even rounds, backward in odd ones, so that a drift of the machine shows in all alike.</summary>
    public static async Task Alternate(int round, params Func<Task>[] sides)
    {
        foreach (var side in round % 2 == 0 ? sides : [.. sides.Reverse()]) await side();
    }
}
