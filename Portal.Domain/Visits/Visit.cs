using Portal.Domain.Shared;

namespace Portal.Domain.Visits;

/// <summary>
/// Where a visit as a whole stands (FHIR R4 Appointment and Encounter: booked, arrived, in-progress, finished, cancelled, noshow). It is kept apart from
/// the call's state: a call that drops, or is left and joined again, changes nothing here.
/// </summary>
public enum VisitStatus
{
    Booked = 1,
    Arrived = 2,
    InProgress = 3,
    Finished = 4,
    Cancelled = 5,
    NoShow = 6,
}

/// <summary>Where the patient stands in the waiting room.</summary>
public enum WaitingState
{
    /// <summary>Booked, nobody is here yet.</summary>
    Expected = 1,

    /// <summary>The patient's side has the device check open.</summary>
    CheckingIn = 2,

    /// <summary>Has knocked.</summary>
    Waiting = 3,

    /// <summary>May join the call; only from here on does any credential for media exist.</summary>
    Admitted = 4,

    /// <summary>Has joined the call since the last admission.</summary>
    InVisit = 5,

    /// <summary>Was in, and waits again at the same place in the queue.</summary>
    ReturnedToWaiting = 6,

    /// <summary>Went away by the own word, and may check in again.</summary>
    Left = 7,
    Completed = 8,
    NoShow = 9,
    Cancelled = 10,
}

/// <summary>
/// What decisions about a visit need to know of it, read under its row's lock. Times are UTC.
/// <paramref name="ScheduledFor"/>: the agreed time; of a visit on demand, when it was made.
/// <paramref name="Length"/>: the planned length.
/// <paramref name="CheckedInAt"/>: the knock that the place in the queue counts from; null where the patient does not wait.
/// <paramref name="StartedAt"/>: when patient and practitioner were first in the call together.
/// </summary>
public sealed record VisitState(
    VisitStatus Status,
    WaitingState Waiting,
    DateTimeOffset ScheduledFor,
    TimeSpan Length,
    PersonId? Practitioner,
    DateTimeOffset? CheckedInAt,
    DateTimeOffset? AdmittedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? EndedAt)
{
    public bool IsOver => Status is VisitStatus.Finished or VisitStatus.Cancelled or VisitStatus.NoShow;

    /// <summary>Has knocked and is not in: who the board shows first.</summary>
    public bool IsWaiting => Waiting is WaitingState.Waiting or WaitingState.ReturnedToWaiting;

    /// <summary>The patient's side may join the call.</summary>
    public bool IsAdmitted => Waiting is WaitingState.Admitted or WaitingState.InVisit;
}
