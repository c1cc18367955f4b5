using Portal.Domain.Audit;
using Portal.Domain.CareTeams;
using Portal.Domain.CareTeams.Unit;
using Portal.Domain.Conversations;
using Portal.Domain.Ehr;
using Portal.Domain.Identity;
using Portal.Domain.Identity.Staff;
using Portal.Domain.Integrations;
using Portal.Domain.Notifications;
using Portal.Domain.Patients;
using Portal.Domain.Shared;
using Portal.Domain.Visits;
using Portal.Testing.Care;

namespace Portal.Infrastructure.Tests.Rights;

/// <summary>What a port's method asks beside the matrix, and why: everything else answers exactly as the matrix says.</summary>
internal static class PortRules
{
    /// <summary>Lists answer whoever has a panel at all, and leave out what is not the caller's: what they answer with is looked at.</summary>
    public static readonly IReadOnlySet<string> LeaveOut = new HashSet<string>(StringComparer.Ordinal)
    {
        $"{nameof(IConversations)}.{nameof(IConversations.List)}",
        $"{nameof(IInboxFeed)}.{nameof(IInboxFeed.Start)}",
        $"{nameof(IVisits)}.{nameof(IVisits.Calendar)}",
        $"{nameof(IWaitingBoard)}.{nameof(IWaitingBoard.Start)}",
        $"{nameof(ICareTeams)}.{nameof(ICareTeams.ListWritable)}",
        $"{nameof(IAuditTrail)}.{nameof(IAuditTrail.List)}",
        $"{nameof(IAuditTrail)}.{nameof(IAuditTrail.Watch)}",
        $"{nameof(IAuditTrail)}.{nameof(IAuditTrail.Chart)}",
        $"{nameof(IAuditReports)}.{nameof(IAuditReports.List)}",
        $"{nameof(IAuditReports)}.{nameof(IAuditReports.Save)}",
        $"{nameof(IUnit)}.{nameof(IUnit.CareTeams)}",
        $"{nameof(IDeliveries)}.{nameof(IDeliveries.Queues)}",
        $"{nameof(IDeliveries)}.{nameof(IDeliveries.List)}",
        $"{nameof(IBreakGlassReviews)}.{nameof(IBreakGlassReviews.List)}",
        $"{nameof(IBreakGlassReviews)}.{nameof(IBreakGlassReviews.Report)}",
        $"{nameof(IBreakGlass)}.{nameof(IBreakGlass.Running)}",

        // Presence is shown to nobody by whom the person is not known already.
        $"{nameof(IConversationFeed)}.{nameof(IConversationFeed.Connect)}",
    };

    /// <summary>Of these, the ones that answer an empty list to whom the matrix gives nothing: screens and connections begin with them before anything is asked for.</summary>
    public static readonly IReadOnlySet<string> AnswerNothing = new HashSet<string>(StringComparer.Ordinal)
    {
        $"{nameof(ICareTeams)}.{nameof(ICareTeams.ListWritable)}",
        $"{nameof(IConversationFeed)}.{nameof(IConversationFeed.Connect)}",
    };

    /// <summary>Answers with ids, staff names and times alone: whom the matrix gives metadata is answered.</summary>
    public static readonly IReadOnlySet<string> Metadata = new HashSet<string>(StringComparer.Ordinal) { $"{nameof(IRecordAccesses)}.{nameof(IRecordAccesses.Of)}" };

    /// <summary>Refusals that stand before the matrix and say nothing about the thing, by the method.</summary>
    public static readonly IReadOnlyDictionary<string, Func<Role, Whose, Refusal?>> First = new Dictionary<string, Func<Role, Whose, Refusal?>>(StringComparer.Ordinal)
    {
        [$"{nameof(IWaitingRoom)}.{nameof(IWaitingRoom.Prepare)}"] = RoleRules.PatientsSideOnly,
        [$"{nameof(IWaitingRoom)}.{nameof(IWaitingRoom.CheckIn)}"] = RoleRules.PatientsSideOnly,
        [$"{nameof(IWaitingRoom)}.{nameof(IWaitingRoom.StillHere)}"] = RoleRules.PatientsSideOnly,
        [$"{nameof(IWaitingRoom)}.{nameof(IWaitingRoom.Leave)}"] = RoleRules.PatientsSideOnly,
        [$"{nameof(IWaitingRoom)}.{nameof(IWaitingRoom.AskForCallBack)}"] = RoleRules.PatientsSideOnly,

        // The media token is looked up first, and it is nobody else's.
        [$"{nameof(ICalls)}.{nameof(ICalls.Join)}"] = (_, _) => VisitRefusals.UnknownMediaToken,
        [$"{nameof(ICalls)}.{nameof(ICalls.Resume)}"] = (_, _) => VisitRefusals.UnknownMediaToken,

        [$"{nameof(IConversations)}.{nameof(IConversations.Start)}"] = RoleRules.OfACareTeam,
        [$"{nameof(IMessages)}.{nameof(IMessages.Post)}"] = RoleRules.NotByAKey,
        [$"{nameof(IFhirExport)}.{nameof(IFhirExport.Summary)}"] = RoleRules.NotThePatients,
        [$"{nameof(IIntegrations)}.{nameof(IIntegrations.Current)}"] = RoleRules.OfItself,
        [$"{nameof(IUsage)}.{nameof(IUsage.Current)}"] = RoleRules.OfItself,

        // What became of a filing is the care team's: more narrowly than the context of the EHR.
        [$"{nameof(IFilings)}.{nameof(IFilings.Of)}"] = (role, _) => role.Actor.Kind == ActorKind.Integration ? Refusal.NotFound : null,

        // Managing people is an integration's with the scope; a second factor is asked off by people only.
        [$"{nameof(IStaff)}.{nameof(IStaff.RequestSecondFactorReset)}"] = (role, _) => role.Actor.Kind == ActorKind.Integration ? Refusal.Forbidden : null,

        // Narrower than the matrix: the patient's side reads its own lines of the trail, and keeps no questions to it.
        [$"{nameof(IAuditReports)}.{nameof(IAuditReports.List)}"] = StaffOnly,
        [$"{nameof(IAuditReports)}.{nameof(IAuditReports.Save)}"] = StaffOnly,
        [$"{nameof(IAuditReports)}.{nameof(IAuditReports.Remove)}"] = StaffOnly,
    };

    /// <summary>How a role stands to what the method is about, where that is the own account, or no patient's.</summary>
    public static AccessFacts Facts(string method, CareAction action, Role role, Whose whose, bool isAboutCare) =>
        RoleRules.Facts(action, role, whose, isAboutCare, endsAtThePortal: !method.StartsWith(nameof(IWidgetSessions), StringComparison.Ordinal));

    private static Refusal? StaffOnly(Role role, Whose whose) => role.Actor.IsStaff ? null : Refusal.NotFound;
}
