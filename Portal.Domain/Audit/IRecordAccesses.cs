using Portal.Domain.Identity;
using Portal.Domain.Shared;

namespace Portal.Domain.Audit;

/// <summary>Who opened a patient's record: for the patient's side, for the patient's care teams and for auditors.</summary>
public interface IRecordAccesses
{
    /// <summary>Newest first. An opening by staff is audited itself, once.</summary>
    [Decides(CareAction.ViewRecordAccesses)]
    Task<Outcome<Page<RecordAccess>>> Of(Actor actor, PersonId patient, PageRequest page, CancellationToken cancel);
}

/// <summary>
/// One access. <paramref name="StaffName"/> is set where a member of staff acted, and <paramref name="Purpose"/> where it was under emergency access; delegated is
/// what a host's token did in a member of staff's name.
/// </summary>
public sealed record RecordAccess(
    AuditEventId Id,
    DateTimeOffset At,
    ActorKind Kind,
    string? StaffName,
    StaffRoles Roles,
    AuditAction What,
    BreakGlassPurpose? Purpose,
    bool IsBreakGlass,
    bool IsDelegated);
