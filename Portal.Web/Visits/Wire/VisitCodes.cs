using Portal.Domain.Visits;
using Portal.Web.Shared.Input;

namespace Portal.Web.Visits.Wire;

/// <summary>The contract's words for what a visit and its call can be.</summary>
internal static class VisitCodes
{
    public static readonly Words<VisitStatus> Status = new(new()
    {
        [VisitStatus.Booked] = "booked",
        [VisitStatus.Arrived] = "arrived",
        [VisitStatus.InProgress] = "inProgress",
        [VisitStatus.Finished] = "finished",
        [VisitStatus.Cancelled] = "cancelled",
        [VisitStatus.NoShow] = "noShow",
    });

    public static readonly Words<WaitingState> Waiting = new(new()
    {
        [WaitingState.Expected] = "expected",
        [WaitingState.CheckingIn] = "checkingIn",
        [WaitingState.Waiting] = "waiting",
        [WaitingState.Admitted] = "admitted",
        [WaitingState.InVisit] = "inVisit",
        [WaitingState.ReturnedToWaiting] = "returnedToWaiting",
        [WaitingState.Left] = "left",
        [WaitingState.Completed] = "completed",
        [WaitingState.NoShow] = "noShow",
        [WaitingState.Cancelled] = "cancelled",
    });

    public static readonly Words<DeviceVerdict> Device = new(new()
    {
        [DeviceVerdict.Skipped] = "skipped",
        [DeviceVerdict.Ok] = "ok",
        [DeviceVerdict.None] = "none",
        [DeviceVerdict.Denied] = "denied",
        [DeviceVerdict.InUse] = "inUse",
    });

    public static readonly Words<NetworkVerdict> Network = new(new()
    {
        [NetworkVerdict.Skipped] = "skipped",
        [NetworkVerdict.Good] = "good",
        [NetworkVerdict.Fair] = "fair",
        [NetworkVerdict.Poor] = "poor",
    });

    public static readonly Words<RecoveryStep> Step = new(new()
    {
        [RecoveryStep.Steady] = "steady",
        [RecoveryStep.Waiting] = "waiting",
        [RecoveryStep.Restarting] = "restarting",
        [RecoveryStep.Rebuilding] = "rebuilding",
        [RecoveryStep.AudioOnly] = "audioOnly",
        [RecoveryStep.Rejoining] = "rejoining",
        [RecoveryStep.Interrupted] = "interrupted",
        [RecoveryStep.Frozen] = "frozen",
        [RecoveryStep.Failed] = "failed",
        [RecoveryStep.Low] = "low",
    });

    public static readonly Words<CallMode> Mode = new(new()
    {
        [CallMode.Full] = "full",
        [CallMode.Low] = "low",
        [CallMode.Audio] = "audio",
    });

    public static readonly Words<CallLeaving> Leaving = new(new()
    {
        [CallLeaving.Left] = "left",
        [CallLeaving.Lost] = "lost",
        [CallLeaving.Elsewhere] = "elsewhere",
        [CallLeaving.Removed] = "removed",
    });

    public static readonly Words<CallRemoval> Removal = new(new()
    {
        [CallRemoval.Elsewhere] = "elsewhere",
        [CallRemoval.Removed] = "removed",
        [CallRemoval.Returned] = "returned",
        [CallRemoval.Access] = "access",
    });
}
