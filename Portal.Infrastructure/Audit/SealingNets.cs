namespace Portal.Infrastructure.Audit;

/// <summary>One search for events without a link; <paramref name="Since"/> null searches all of them.</summary>
internal sealed record SealingPass(Reach Reach, DateTimeOffset StartedAt, DateTimeOffset? Since);

internal enum Reach
{
    Near,
    Far,
    Everything,
}

/// <summary>
/// How far back to look for events without a link. An event's id says when its act began, and acts commit in another order: "newer than the last one
/// sealed" would lose those that commit late. Hence every pass asks for events that have no link, and its reach only says how soon a late one is
/// found: within a second where it committed up to 3 s after its id was made (and the pass before went well), within half a minute up to a minute (no
/// command lives longer), within an hour whatever its id says, since that pass has no bound. Reaches are short, because each pass reads what is already
/// sealed within its own. The invariant is that of the widest pass alone: whatever is committed is sealed by the next one.
/// </summary>
internal sealed class SealingNets
{
    public static readonly TimeSpan Near = TimeSpan.FromSeconds(3);
    public static readonly TimeSpan Far = TimeSpan.FromMinutes(1);
    public static readonly TimeSpan FarEvery = TimeSpan.FromSeconds(30);
    public static readonly TimeSpan EverythingEvery = TimeSpan.FromHours(1);

    private DateTimeOffset? near;
    private DateTimeOffset far;
    private DateTimeOffset everything;

    /// <summary>The pass that is due; a node's first looks at everything.</summary>
    public SealingPass Due(DateTimeOffset now)
    {
        if (near is not { } last || now - everything >= EverythingEvery) return new(Reach.Everything, now, Since: null);
        return now - far >= FarEvery ? new(Reach.Far, now, far - Far) : new(Reach.Near, now, last - Near);
    }

    /// <summary>Only after it went through: one that failed is due again, from where the last good one began.</summary>
    public void Done(SealingPass pass)
    {
        near = pass.StartedAt;
        if (pass.Reach >= Reach.Far) far = pass.StartedAt;
        if (pass.Reach == Reach.Everything) everything = pass.StartedAt;
    }
}
