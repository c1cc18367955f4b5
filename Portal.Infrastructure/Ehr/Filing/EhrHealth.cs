using Portal.Domain.Ehr;
using Portal.Infrastructure.Shared.Outbox;

namespace Portal.Infrastructure.Ehr.Filing;

/// <summary>
/// Whether the EHR is there at all, from what single deliveries meet: one that says so pauses the whole at once; silence only after several requests in
/// a row, since it may be one bad resource's. How long is remembered on this node; that it is, in the database.
/// </summary>
internal sealed class EhrHealth(OutboxPauses pauses, TimeProvider clock)
{
    private const int SilencesBorne = 6;
    private const int MostStrikes = 10;
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);
    private int strikes;
    private int silences;

    /// <summary>Every answer, and every silence, of every request.</summary>
    public void Heard(EhrAnswer answer)
    {
        if (answer.Reach == Reach.NoAnswer || answer.Status >= 500) Interlocked.Increment(ref silences);
        else Interlocked.Exchange(ref silences, 0);
    }

    /// <summary>Something was filed: the next trouble is a new one.</summary>
    public void Filed() => Interlocked.Exchange(ref strikes, 0);

    /// <summary>After a try that came to nothing: pauses where nothing was heard for too many requests in a row.</summary>
    public Task Missed(CancellationToken cancel)
    {
        if (Volatile.Read(ref silences) < SilencesBorne) return Task.CompletedTask;
        Interlocked.Exchange(ref silences, 0);
        return Pause(FilingCodes.NoAnswer, after: null, cancel);
    }

    public Task Pause(string code, TimeSpan? after, CancellationToken cancel) => pauses.Begin(EhrTarget.TargetName, code, clock.GetUtcNow() + Wait(after), cancel);

    /// <summary>Asked, and still away.</summary>
    public Task StillAway(string code, TimeSpan? after, CancellationToken cancel) => pauses.AskAgain(EhrTarget.TargetName, code, clock.GetUtcNow() + Wait(after), cancel);

    private TimeSpan Wait(TimeSpan? after)
    {
        var doubled = First * Math.Pow(2, Math.Min(Interlocked.Increment(ref strikes) - 1, MostStrikes));
        var own = doubled < Longest ? doubled : Longest;
        return after is { } asked && asked > own ? asked : own;
    }
}
