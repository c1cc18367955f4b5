using Portal.Domain.Audit;
using Portal.Domain.CareTeams;
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
        $"{nameof(IDeliveries)}.{nameof(IDeliveries.Queues)}",
        $"{nameof(IDeliveries)}.{nameof(IDeliveries.List)}",
        $"{nameof(IBreakGlassReviews)}.{nameof(IBreakGlassReviews.List)}",
        $"{nameof(IBreakGlassReviews)}.{nameof(IBreakGlassReviews.Report)}",
        $"{nameof(IBreakGlass)}.{nameof(IBreakGlass.Running)}",

        // Presence is shown to nobody by whom the person is not known already.
        $"{nameof(IConversationFeed)}.{nameof(IConversationFeed.Connect)}",
    };

    /// <summary>Answers with ids, staff names and times alone: whom the matrix gives metadata is answered.</summary>
    public static readonly IReadOnlySet<string> Metadata = new HashSet<string>(StringComparer.Ordinal) { $"{nameof(IRecordAccesses)}.{nameof(IRecordAccesses.Of)}" };

    /// <summary>Refusals that stand before the matrix and say nothing about the thing, by the method.</summary>
    public static readonly IReadOnlyDictionary<string, Func<Role, Whose, Refusal?>> First = new Dictionary<string, Func<Role, Whose, Refusal?>>(StringComparer.Ordinal)
    {
        // The patient's own acts: staff, integrations and bots are refused by what they are, before anything is looked up.
        [$"{nameof(IWaitingRoom)}.{nameof(IWaitingRoom.Prepare)}"] = PatientsSideOnly,
        [$"{nameof(IWaitingRoom)}.{nameof(IWaitingRoom.CheckIn)}"] = PatientsSideOnly,
        [$"{nameof(IWaitingRoom)}.{nameof(IWaitingRoom.StillHere)}"] = PatientsSideOnly,
        [$"{nameof(IWaitingRoom)}.{nameof(IWaitingRoom.Leave)}"] = PatientsSideOnly,
        [$"{nameof(IWaitingRoom)}.{nameof(IWaitingRoom.AskForCallBack)}"] = PatientsSideOnly,

        // The media token is looked up first, and it is nobody else's.
        [$"{nameof(ICalls)}.{nameof(ICalls.Join)}"] = (_, _) => VisitRefusals.UnknownMediaToken,
        [$"{nameof(ICalls)}.{nameof(ICalls.Resume)}"] = (_, _) => VisitRefusals.UnknownMediaToken,

        // A care team that is not the own one is as one that there is not; a patient begins with any, and with nobody else's.
        [$"{nameof(IConversations)}.{nameof(IConversations.Start)}"] = OfACareTeam,

        // Narrower than the matrix: an integration's key does not write, its bot does, under a name and where it was added.
        [$"{nameof(IMessages)}.{nameof(IMessages.Post)}"] = (role, _) => role.Actor.Kind == ActorKind.Integration ? Refusal.NotFound : null,

        // What became of a filing and a summary's file are the care team's: more narrowly than the context of the EHR, and than the patient's own export.
        [$"{nameof(IFilings)}.{nameof(IFilings.Of)}"] = (role, _) => role.Actor.Kind == ActorKind.Integration ? Refusal.NotFound : null,
        [$"{nameof(IFhirExport)}.{nameof(IFhirExport.Summary)}"] = (role, _) => role.Actor.Kind is ActorKind.Patient or ActorKind.RelatedPerson ? Refusal.NotFound : null,

        // Managing people is an integration's with the scope; a second factor is asked off by people only.
        [$"{nameof(IStaff)}.{nameof(IStaff.RequestSecondFactorReset)}"] = (role, _) => role.Actor.Kind == ActorKind.Integration ? Refusal.Forbidden : null,

        // "Who am I": an integration asks about itself.
        [$"{nameof(IIntegrations)}.{nameof(IIntegrations.Current)}"] = (role, _) => role.Actor.Kind == ActorKind.Integration ? null : Refusal.Forbidden,
    };

    /// <summary>How a role stands to what the method is about, where that is the own account, or no patient's.</summary>
    public static AccessFacts Facts(string method, CareAction action, Role role, Whose whose, bool isAboutCare)
    {
        var facts = role.Facts(whose);
        var isSignedIn = role.Actor is { IsStaff: true, IsDelegated: false };
        return action switch
        {
            CareAction.ManageOwnAccount or CareAction.SetOwnPresence => facts with { IsOwn = true },
            CareAction.EndOwnSessions => facts with { IsOwn = method.StartsWith(nameof(IWidgetSessions), StringComparison.Ordinal) ? !isSignedIn && role.Actor.Kind != ActorKind.Integration : isSignedIn },
            CareAction.StartConversation when role.Actor.Kind is ActorKind.Patient or ActorKind.RelatedPerson => role.Facts(Whose.Own),
            _ when isAboutCare => facts,
            _ => facts with { IsTeamMember = facts.IsTeamMember && action == CareAction.FindPatientInPanel, Supervises = false, IsOwn = false },
        };
    }

    private static Refusal? OfACareTeam(Role role, Whose whose) => role.Actor.Kind switch
    {
        ActorKind.Practitioner => role.Facts(whose).IsTeamMember ? null : Refusal.Rule("unknown-care-team"),
        ActorKind.Patient or ActorKind.RelatedPerson => whose == Whose.TeamConversation ? Refusal.Forbidden : null,
        _ => null,
    };

    private static Refusal? PatientsSideOnly(Role role, Whose whose) => role.Actor.Kind is ActorKind.Patient or ActorKind.RelatedPerson ? null : Refusal.Forbidden;
}
