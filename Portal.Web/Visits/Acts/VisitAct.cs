using Portal.Domain.Visits;

namespace Portal.Web.Visits.Acts;

/// <summary>What staff can do about a visit.</summary>
public enum VisitAct
{
    Admit,
    OpenCall,
    CalledBack,
    Message,
    Return,
    End,
    HandOver,
    Move,
    NoShow,
    Decline,
    Cancel,
}

/// <summary>
/// Which acts make sense for a visit as it stands, the most likely first. It hides what would be refused; what is allowed is decided by the ports.
/// </summary>
internal static class VisitActs
{
    public static IReadOnlyList<VisitAct> Of(VisitView visit, DateTimeOffset now) => [.. CallBack(visit), .. ByState(visit, now)];

    public static string IconOf(VisitAct act) => act switch
    {
        VisitAct.Admit or VisitAct.OpenCall => "video",
        VisitAct.CalledBack => "phone",
        VisitAct.Message => "message",
        VisitAct.Return => "back",
        VisitAct.End => "accepted",
        VisitAct.HandOver => "assigned",
        VisitAct.Move => "calendar",
        VisitAct.NoShow => "person",
        VisitAct.Decline or VisitAct.Cancel => "close",
    };

    private static IEnumerable<VisitAct> CallBack(VisitView visit) => visit.CallBack is { DoneAt: null } ? [VisitAct.CalledBack] : [];

    private static IEnumerable<VisitAct> ByState(VisitView visit, DateTimeOffset now) => visit.State.Waiting switch
    {
        WaitingState.Waiting or WaitingState.ReturnedToWaiting when visit.State.StartedAt is not null => [VisitAct.Admit, VisitAct.Message, VisitAct.HandOver, VisitAct.End],
        WaitingState.Waiting or WaitingState.ReturnedToWaiting => [VisitAct.Admit, VisitAct.Message, VisitAct.HandOver, VisitAct.Move, VisitAct.Decline],
        WaitingState.Admitted or WaitingState.InVisit when visit.State.StartedAt is not null => [VisitAct.OpenCall, VisitAct.Return, VisitAct.End, VisitAct.HandOver, VisitAct.Message],
        WaitingState.Admitted or WaitingState.InVisit => [VisitAct.OpenCall, VisitAct.Return, VisitAct.HandOver, VisitAct.Message],
        WaitingState.Expected or WaitingState.CheckingIn or WaitingState.Left when visit.State.StartedAt is not null => [VisitAct.Message, VisitAct.HandOver, VisitAct.End],
        WaitingState.Expected or WaitingState.CheckingIn or WaitingState.Left when now >= visit.State.ScheduledFor => [VisitAct.Message, VisitAct.NoShow, VisitAct.HandOver, VisitAct.Move, VisitAct.Cancel],
        WaitingState.Expected or WaitingState.CheckingIn or WaitingState.Left => [VisitAct.Message, VisitAct.HandOver, VisitAct.Move, VisitAct.Cancel],
        WaitingState.Completed or WaitingState.NoShow or WaitingState.Cancelled => [],
    };
}
