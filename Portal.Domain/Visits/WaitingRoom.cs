using Portal.Domain.Shared;

namespace Portal.Domain.Visits;

/// <summary>
/// The waiting room's rules, pure: state and intent in, the new state or the refusal out; null where it is so already. They are asked under the visit row's
/// lock, after access was decided. Who may say which word is <see cref="Identity.AccessPolicy"/>'s business.
/// </summary>
public static class WaitingRoom
{
    /// <summary>How long before the agreed time the door opens.</summary>
    public static readonly TimeSpan OpensBefore = TimeSpan.FromMinutes(30);

    /// <summary>How long after the agreed time somebody can still check in.</summary>
    public static readonly TimeSpan ClosesAfter = TimeSpan.FromHours(12);

    /// <summary>No sign of life for so long shows as away; the place is kept.</summary>
    public static readonly TimeSpan AwayAfter = TimeSpan.FromSeconds(60);

    /// <summary>The device check is opened. Whoever waits already, waits on.</summary>
    public static Outcome<VisitState?> Prepare(VisitState visit, DateTimeOffset now)
    {
        if (Closed(visit, now) is { } refusal) return refusal;
        return visit.Waiting is WaitingState.Expected or WaitingState.Left ? visit with { Waiting = WaitingState.CheckingIn } : null;
    }

    /// <summary>The knock. Knocking again keeps the place; coming back after leaving takes a new one.</summary>
    public static Outcome<VisitState?> CheckIn(VisitState visit, DateTimeOffset now)
    {
        if (Closed(visit, now) is { } refusal) return refusal;
        if (visit.IsWaiting || visit.IsAdmitted) return (VisitState?)null;
        return visit with { Waiting = WaitingState.Waiting, Status = Arrived(visit), CheckedInAt = now };
    }

    public static Outcome<VisitState?> Admit(VisitState visit, DateTimeOffset now)
    {
        if (visit.IsOver) return VisitRefusals.Over;
        if (visit.IsAdmitted) return (VisitState?)null;
        return visit.IsWaiting ? visit with { Waiting = WaitingState.Admitted, AdmittedAt = now } : VisitRefusals.NotWaiting;
    }

    /// <summary>The patient's side is in the call; <paramref name="staffIsIn"/> where somebody of the care team is too, which begins the visit.</summary>
    public static Outcome<VisitState?> Joined(VisitState visit, bool patientIsIn, bool staffIsIn, DateTimeOffset now)
    {
        if (visit.IsOver) return VisitRefusals.Over;
        var joined = visit;
        if (patientIsIn)
        {
            if (!visit.IsAdmitted) return VisitRefusals.NotAdmitted;
            joined = joined with { Waiting = WaitingState.InVisit };
        }

        if (patientIsIn && staffIsIn) joined = joined with { Status = VisitStatus.InProgress, StartedAt = visit.StartedAt ?? now };
        return joined == visit ? null : joined;
    }

    /// <summary>Out of the call and back to the same place.</summary>
    public static Outcome<VisitState?> Return(VisitState visit)
    {
        if (visit.IsOver) return VisitRefusals.Over;
        if (visit.Waiting == WaitingState.ReturnedToWaiting) return (VisitState?)null;
        return visit.IsAdmitted ? visit with { Waiting = WaitingState.ReturnedToWaiting, AdmittedAt = null } : VisitRefusals.NotAdmitted;
    }

    /// <summary>The patient's side goes away by its own word: the place is given up, the visit is not.</summary>
    public static Outcome<VisitState?> Leave(VisitState visit)
    {
        if (visit.IsOver) return VisitRefusals.Over;
        if (visit.Waiting is WaitingState.Expected or WaitingState.Left) return (VisitState?)null;
        return visit with { Waiting = WaitingState.Left, Status = visit.StartedAt is null ? VisitStatus.Booked : visit.Status, CheckedInAt = null, AdmittedAt = null };
    }

    /// <summary>The care team will not see the patient now, and says why.</summary>
    public static Outcome<VisitState?> Decline(VisitState visit, DateTimeOffset now)
    {
        if (visit.IsOver) return VisitRefusals.Over;
        if (visit.IsAdmitted) return VisitRefusals.InProgress;
        return visit.Waiting is WaitingState.Waiting or WaitingState.ReturnedToWaiting or WaitingState.CheckingIn ? Cancelled(visit, now) : VisitRefusals.NotWaiting;
    }

    public static Outcome<VisitState?> Cancel(VisitState visit, DateTimeOffset now)
    {
        if (visit.Status == VisitStatus.Cancelled) return (VisitState?)null;
        if (visit.IsOver) return VisitRefusals.Over;
        return visit.IsAdmitted || visit.StartedAt is not null ? VisitRefusals.InProgress : Cancelled(visit, now);
    }

    /// <summary>Another time. Whoever waits is told, and is expected at the new one.</summary>
    public static Outcome<VisitState?> Move(VisitState visit, DateTimeOffset to, TimeSpan length, DateTimeOffset now)
    {
        if (visit.IsOver) return VisitRefusals.Over;
        if (visit.IsAdmitted || visit.StartedAt is not null) return VisitRefusals.InProgress;
        if (Appointments.Refuse(to, now) is { } refusal) return refusal;
        if (visit.ScheduledFor == to && visit.Length == length) return (VisitState?)null;
        var moved = visit with { ScheduledFor = to, Length = length };
        return visit.ScheduledFor == to ? moved : moved with { Waiting = WaitingState.Expected, Status = VisitStatus.Booked, CheckedInAt = null };
    }

    /// <summary>Nobody came.</summary>
    public static Outcome<VisitState?> NoShow(VisitState visit, DateTimeOffset now)
    {
        if (visit.Status == VisitStatus.NoShow) return (VisitState?)null;
        if (visit.IsOver) return VisitRefusals.Over;
        if (visit.StartedAt is not null || visit.IsAdmitted) return VisitRefusals.InProgress;
        if (now < visit.ScheduledFor) return VisitRefusals.TooEarly;
        return visit with { Waiting = WaitingState.NoShow, Status = VisitStatus.NoShow, CheckedInAt = null, EndedAt = now };
    }

    /// <summary>The visit has been held. One that never began is declined, cancelled or a no-show, but not ended.</summary>
    public static Outcome<VisitState?> End(VisitState visit, DateTimeOffset now)
    {
        if (visit.Status == VisitStatus.Finished) return (VisitState?)null;
        if (visit.IsOver) return VisitRefusals.Over;
        return visit.StartedAt is null ? VisitRefusals.NotStarted : visit with { Waiting = WaitingState.Completed, Status = VisitStatus.Finished, CheckedInAt = null, EndedAt = now };
    }

    private static VisitState Cancelled(VisitState visit, DateTimeOffset now) =>
        visit with { Waiting = WaitingState.Cancelled, Status = VisitStatus.Cancelled, CheckedInAt = null, AdmittedAt = null, EndedAt = now };

    private static VisitStatus Arrived(VisitState visit) => visit.StartedAt is null ? VisitStatus.Arrived : visit.Status;

    private static Refusal? Closed(VisitState visit, DateTimeOffset now)
    {
        if (visit.IsOver) return VisitRefusals.Over;
        if (now < visit.ScheduledFor - OpensBefore) return VisitRefusals.TooEarly;
        return now > visit.ScheduledFor + ClosesAfter && !visit.IsWaiting && !visit.IsAdmitted ? VisitRefusals.TooLate : null;
    }
}
