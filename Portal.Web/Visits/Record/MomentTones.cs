using Portal.Domain.Visits;

namespace Portal.Web.Visits.Record;

/// <summary>The colour that goes with a moment's words on the timeline; null for none.</summary>
internal static class MomentTones
{
    public static string? Of(VisitMomentKind kind) => kind switch
    {
        VisitMomentKind.Joined or VisitMomentKind.CameBack or VisitMomentKind.Admitted => "ok",
        VisitMomentKind.Lost or VisitMomentKind.AudioGap or VisitMomentKind.NoShow or VisitMomentKind.Declined or VisitMomentKind.Cancelled => "danger",
        VisitMomentKind.Recovering or VisitMomentKind.Returned or VisitMomentKind.AskedForCallBack or VisitMomentKind.ContinuedElsewhere or VisitMomentKind.LeftWaiting
            or VisitMomentKind.Removed => "warn",
        VisitMomentKind.CheckedIn or VisitMomentKind.SharedScreen or VisitMomentKind.StoppedSharing => "info",
        VisitMomentKind.Booked or VisitMomentKind.Moved or VisitMomentKind.HandedOver or VisitMomentKind.Reminded or VisitMomentKind.Preparing or VisitMomentKind.CalledBack
            or VisitMomentKind.LeftCall or VisitMomentKind.Ended => null,
    };
}
