namespace Portal.Infrastructure.Visits;

/// <summary>Whether work has gone on without a break for so long that what was not heard of meanwhile is really silent. A node that starts, or whose database was away, begins anew.</summary>
internal sealed class Streak(TimeSpan longestBreak, TimeSpan settling)
{
    private DateTimeOffset last = DateTimeOffset.MinValue;
    private DateTimeOffset since;

    /// <summary>Another round, now; true where there have been enough before it.</summary>
    public bool GoesOn(DateTimeOffset now)
    {
        if (now - last > longestBreak) since = now;
        last = now;
        return now - since >= settling;
    }
}
