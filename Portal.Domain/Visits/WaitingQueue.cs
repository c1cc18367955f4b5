using Portal.Domain.Shared;

namespace Portal.Domain.Visits;

/// <summary>
/// Somebody's place in a care team's waiting room.
/// <paramref name="Practitioner"/>: for whom; null waits for whoever of the care team is free.
/// <paramref name="IsIn"/>: in the call; <see cref="Since"/> is then when it began.
/// </summary>
public sealed record QueuedVisit(VisitId Visit, PersonId? Practitioner, DateTimeOffset ScheduledFor, TimeSpan Length, DateTimeOffset Since, bool IsIn);

/// <summary>
/// What a patient is told about the wait.
/// <paramref name="Place"/>: 1 is next.
/// <paramref name="Wait"/>: from now on, in whole minutes; an estimate and no promise.
/// </summary>
public sealed record WaitEstimate(int Place, int Wait);

/// <summary>
/// The order of a waiting room and an honest estimate from what the last visits took. The order is by the later of the agreed time and the knock: whoever comes
/// early does not pass an earlier appointment, whoever comes late loses to those who were on time.
/// </summary>
public static class WaitingQueue
{
    /// <summary>With fewer past visits their median says nothing, and the planned lengths count.</summary>
    public const int FewestPast = 3;

    /// <summary>So much longer at least goes a visit that has taken longer than usual already.</summary>
    private static readonly TimeSpan Overrun = TimeSpan.FromMinutes(3);

    public static DateTimeOffset OrderOf(QueuedVisit visit) => visit.Since > visit.ScheduledFor ? visit.Since : visit.ScheduledFor;

    /// <summary>Null where the visit does not wait.</summary>
    /// <param name="queue">All that wait or are in, of one care team.</param>
    /// <param name="visit">Whose place.</param>
    /// <param name="past">How long the last finished visits of the same practitioner (or care team) took.</param>
    /// <param name="now">The time.</param>
    public static WaitEstimate? Of(IReadOnlyList<QueuedVisit> queue, VisitId visit, IReadOnlyList<TimeSpan> past, DateTimeOffset now)
    {
        if (queue.FirstOrDefault(one => one.Visit == visit && !one.IsIn) is not { } mine) return null;
        var rivals = queue.Where(one => one.Visit != visit && IsForSame(one.Practitioner, mine.Practitioner)).ToList();
        var ahead = rivals.Where(one => !one.IsIn && Before(one, mine)).ToList();
        var usual = Median(past);
        var wait = TimeSpan.Zero;
        foreach (var one in ahead) wait += usual ?? one.Length;

        // Only one call of a practitioner runs at a time; of a team's several, the one that ends first frees somebody.
        var running = rivals.Where(one => one.IsIn).Select(one => Left(one, usual, now)).ToList();
        if (running.Count > 0) wait += running.Min();
        if (mine.ScheduledFor > now && mine.ScheduledFor - now > wait) wait = mine.ScheduledFor - now;
        return new WaitEstimate(ahead.Count + 1, (int)Math.Ceiling(wait.TotalMinutes));
    }

    private static TimeSpan Left(QueuedVisit running, TimeSpan? usual, DateTimeOffset now)
    {
        var left = (usual ?? running.Length) - (now - running.Since);
        return left > Overrun ? left : Overrun;
    }

    private static bool Before(QueuedVisit one, QueuedVisit mine) =>
        (OrderOf(one), one.Visit.Value).CompareTo((OrderOf(mine), mine.Visit.Value)) < 0;

    /// <summary>Who waits for anybody stands in everybody's queue.</summary>
    private static bool IsForSame(PersonId? one, PersonId? mine) => one is null || mine is null || one == mine;

    private static TimeSpan? Median(IReadOnlyList<TimeSpan> past)
    {
        if (past.Count < FewestPast) return null;
        var sorted = past.Order().ToList();
        return sorted[sorted.Count / 2];
    }
}
