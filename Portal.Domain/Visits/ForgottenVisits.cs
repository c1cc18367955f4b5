namespace Portal.Domain.Visits;

/// <summary>
/// Visits that nobody closes: they would stand on the board, and in everybody's queue, for ever. Pure like <see cref="WaitingRoom"/>, and asked under the same lock; the
/// portal itself acts on it. Whoever is here keeps a visit open, and so does a telephone call that is still owed.
/// </summary>
public static class ForgottenVisits
{
    /// <summary>So long without a sign of anybody, and nobody comes back to it.</summary>
    public static readonly TimeSpan SilentFor = TimeSpan.FromHours(4);

    /// <summary>
    /// How a visit ends that has been forgotten, or null. One that was held has ended when the last of them went. Who knocked and was not seen has not failed to come: that visit is cancelled. Only
    /// where nobody knocked until the door closed is it a no-show.
    /// </summary>
    /// <param name="visit">Where it stands.</param>
    /// <param name="lastSign">The newest of the knock, the admission, the patient's last sign of life and the last leaving of the call; null where there was none.</param>
    /// <param name="isTended">Somebody is in the call, or a call back is owed.</param>
    /// <param name="now">The time.</param>
    public static VisitState? Close(VisitState visit, DateTimeOffset? lastSign, bool isTended, DateTimeOffset now)
    {
        if (visit.IsOver || isTended || now < visit.ScheduledFor + SilentFor || now < lastSign + SilentFor) return null;
        if (visit.StartedAt is { } began)
            return visit with { Waiting = WaitingState.Completed, Status = VisitStatus.Finished, CheckedInAt = null, AdmittedAt = null, EndedAt = lastSign > began ? lastSign : began };
        if (!visit.IsWaiting && !visit.IsAdmitted && now <= visit.ScheduledFor + WaitingRoom.ClosesAfter) return null;
        return visit.Waiting is WaitingState.Expected or WaitingState.CheckingIn
            ? visit with { Waiting = WaitingState.NoShow, Status = VisitStatus.NoShow, CheckedInAt = null, EndedAt = now }
            : visit with { Waiting = WaitingState.Cancelled, Status = VisitStatus.Cancelled, CheckedInAt = null, AdmittedAt = null, EndedAt = now };
    }
}
