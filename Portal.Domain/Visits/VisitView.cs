using Portal.Domain.Conversations;
using Portal.Domain.Shared;

namespace Portal.Domain.Visits;

/// <summary>
/// A visit as one person sees it. Reason and words are clinical text; device check and call-back are null for who is not of the care team, the estimate for who does
/// not wait.
/// <paramref name="State"/>: where it stands.
/// <paramref name="Reason"/>: what it is about, in the booker's words.
/// <paramref name="Words"/>: what the care team said when it declined, returned or cancelled it last; null where nothing was said.
/// <paramref name="IsAway"/>: the patient's side waits, and has given no sign of life for a while.
/// <paramref name="IsCallRunning"/>: somebody is in the call.
/// <paramref name="Telephone"/>: where the patient's side can call when nothing else works; null where the organisation has none.
/// <paramref name="Version"/>: grows with each change: of two views of a visit the higher is the newer.
/// </summary>
public sealed record VisitView(
    VisitId Id,
    ConversationId Conversation,
    PatientRef Patient,
    CareTeams.CareTeam CareTeam,
    PersonRef? Practitioner,
    VisitState State,
    ClinicalText Reason,
    ClinicalText? Words,
    bool IsAway,
    bool IsCallRunning,
    WaitEstimate? Estimate,
    DeviceCheck? Devices,
    CallBack? CallBack,
    string? Telephone,
    long Version)
{
    /// <summary>From when on the patient's side can check in.</summary>
    public DateTimeOffset OpensAt => State.ScheduledFor - WaitingRoom.OpensBefore;
}

/// <summary>
/// How a visit is wanted.
/// <paramref name="ScheduledFor"/>: null is now: a visit on demand.
/// <paramref name="Practitioner"/>: an active member of the care team; null is whoever is free.
/// </summary>
public sealed record NewVisit(ConversationId Conversation, DateTimeOffset? ScheduledFor, TimeSpan Length, PersonId? Practitioner, ClinicalText Reason);

/// <summary>What the patient's own check found, before the knock.</summary>
public sealed record DeviceCheck(DeviceVerdict Camera, DeviceVerdict Microphone, DeviceVerdict Speaker, NetworkVerdict Network);

public enum DeviceVerdict
{
    Skipped = 0,
    Ok = 1,

    /// <summary>There is none.</summary>
    None = 2,

    /// <summary>The person or the browser did not allow it.</summary>
    Denied = 3,
    InUse = 4,
}

public enum NetworkVerdict
{
    Skipped = 0,
    Good = 1,
    Fair = 2,
    Poor = 3,
}

/// <summary>"Call me instead": a task for the care team until somebody has done it.</summary>
public sealed record CallBack(ClinicalText Number, DateTimeOffset AskedAt, DateTimeOffset? DoneAt, PersonRef? DoneBy);

/// <summary>Visits of the actor's care teams whose agreed time lies in [From, To).</summary>
public sealed record CalendarQuery(DateTimeOffset From, DateTimeOffset To, CareTeamId? CareTeam = null, PersonId? Practitioner = null);
