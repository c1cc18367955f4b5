namespace Portal.Testing.Time;

/// <summary>Waits on conditions, for at most twenty seconds of real time: a test that does not get there fails, and none waits longer than it must.</summary>
public static class Until
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static Task True(Func<bool> condition) => True(() => Task.FromResult(condition()));

    public static async Task True(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!await condition())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Delay(TimeSpan.FromMilliseconds(5), CancellationToken.None);
        }
    }

    /// <summary>Turns the clock on, a second at a time, until the condition holds; gives other threads time to see each second.</summary>
    public static Task Advanced(ManualClock clock, Func<bool> condition) => True(() =>
    {
        if (condition()) return true;
        clock.Advance(TimeSpan.FromSeconds(1));
        return false;
    });
}
