using Portal.Domain.Identity;
using Portal.Domain.Shared;

namespace Portal.Testing.Care;

/// <summary>What both walks, over the ports and over the routes, hold to be so beside the matrix.</summary>
public static class RoleRules
{
    /// <summary>How a role stands to what an act is about, where that is the own account, or no patient's.</summary>
    /// <param name="endsAtThePortal">Whether the own session of the act is one at the portal, and not a host's token.</param>
    public static AccessFacts Facts(CareAction action, Role role, Whose whose, bool isAboutCare, bool endsAtThePortal)
    {
        var facts = role.Facts(whose);
        var isSignedIn = role.Actor is { IsStaff: true, IsDelegated: false };
        return action switch
        {
            CareAction.ManageOwnAccount or CareAction.SetOwnPresence => facts with { IsOwn = true },
            CareAction.EndOwnSessions => facts with { IsOwn = endsAtThePortal ? isSignedIn : !isSignedIn && role.Actor.Kind != ActorKind.Integration },
            CareAction.StartConversation when role.Actor.Kind is ActorKind.Patient or ActorKind.RelatedPerson => role.Facts(Whose.Own),
            _ when isAboutCare => facts,
            _ => facts with { IsTeamMember = facts.IsTeamMember && action == CareAction.FindPatientInPanel, Supervises = false, IsOwn = false },
        };
    }

    /// <summary>A care team that is not the own one is as one that there is not; a patient begins with any, and with nobody else's.</summary>
    public static Refusal? OfACareTeam(Role role, Whose whose) => role.Actor.Kind switch
    {
        ActorKind.Practitioner => role.Facts(whose).IsTeamMember ? null : Refusal.Rule("unknown-care-team"),
        ActorKind.Patient or ActorKind.RelatedPerson => whose == Whose.TeamConversation ? Refusal.Forbidden : null,
        _ => null,
    };

    /// <summary>The patient's own acts: staff, integrations and bots are refused by what they are, before anything is looked up.</summary>
    public static Refusal? PatientsSideOnly(Role role, Whose whose) => role.Actor.Kind is ActorKind.Patient or ActorKind.RelatedPerson ? null : Refusal.Forbidden;

    /// <summary>Narrower than the matrix: an integration's key does not write, its bot does, under a name and where it was added.</summary>
    public static Refusal? NotByAKey(Role role, Whose whose) => role.Actor.Kind == ActorKind.Integration ? Refusal.NotFound : null;

    /// <summary>A summary's file is the care team's: patients take the conversation's own export.</summary>
    public static Refusal? NotThePatients(Role role, Whose whose) => role.Actor.Kind is ActorKind.Patient or ActorKind.RelatedPerson ? Refusal.NotFound : null;

    /// <summary>"Who am I": an integration asks about itself.</summary>
    public static Refusal? OfItself(Role role, Whose whose) => role.Actor.Kind == ActorKind.Integration ? null : Refusal.Forbidden;

    /// <summary>Content, or that there is something: ids are told to those who look over the unit or the house.</summary>
    public static bool MayKnow(Role role, Whose whose) =>
        AccessPolicy.Decide(role.Actor, CareAction.ReadMessages, role.Facts(whose)) == Access.Allowed
        || AccessPolicy.Decide(role.Actor, CareAction.ListConversations, role.Facts(whose)) is Access.Allowed or Access.MetadataOnly;
}
