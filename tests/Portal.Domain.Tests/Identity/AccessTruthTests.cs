using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Domain.Tests.Shared;

namespace Portal.Domain.Tests.Identity;

/// <summary>What must hold whatever else changes in the matrix, said without it.</summary>
public class AccessTruthTests
{
    /// <summary>Acts that show, hand out or change words, files, names or the care of a patient.</summary>
    private static readonly CareAction[] Content =
    [
        CareAction.ReadMessages, CareAction.SearchMessages, CareAction.SendMessage, CareAction.CorrectOwnMessage, CareAction.RetractMessage,
        CareAction.StartConversation, CareAction.ReadTeamConversation, CareAction.WriteTeamConversation, CareAction.UploadAttachment,
        CareAction.OpenAttachment, CareAction.Admit, CareAction.JoinCall, CareAction.ListenSilently, CareAction.InviteGuestToCall,
        CareAction.ViewDemographics, CareAction.ViewEhrContext, CareAction.ExportConversation, CareAction.UnwrapConversationKey,
        CareAction.DraftSummary, CareAction.SignSummary, CareAction.ShareSummary, CareAction.SettleFiling, CareAction.RequestForm, CareAction.AnswerForm, CareAction.BookVisit,
        CareAction.ConsentToRecording, CareAction.StartRecording, CareAction.PlayRecording, CareAction.ReviewHeldMessages,
        CareAction.FindPatientInPanel, CareAction.FindPatientOutsidePanel, CareAction.KeepDraft,
    ];

    private static readonly CareAction[] SignExportAdministerBreakGlass =
    [
        CareAction.SignSummary, CareAction.SignAsDelegate, CareAction.ShareSummary, CareAction.SettleFiling,
        CareAction.ExportConversation, CareAction.ExportConversationSealed, CareAction.ExportAudit,
        CareAction.DeclareBreakGlass, CareAction.FindPatientOutsidePanel, CareAction.ReviewBreakGlass, CareAction.EndBreakGlass,
        CareAction.ManageStaff, CareAction.ManageCareTeams, CareAction.GrantSelf, CareAction.GrantAdministratorOrAuditor, CareAction.EndSessionsOfOthers,
        CareAction.ManageOrganisation, CareAction.ReadOrganisation, CareAction.ChangeRetention, CareAction.SetLegalHold, CareAction.LiftLegalHold,
        CareAction.DestroyKeys, CareAction.RotateKeyEncryptionKey, CareAction.ManageIntegrations, CareAction.ManageOwnAssertionKeys, CareAction.ReadIntegration,
        CareAction.ReplayDeliveries, CareAction.Impersonate, CareAction.ManageProxies, CareAction.ManageCareTeamRules, CareAction.ManageOwnAccount,
        CareAction.VerifyAudit, CareAction.AlterAudit, CareAction.ViewAuditTrail, CareAction.SignIn,
        CareAction.FindPatientForAudit, CareAction.ResetSecondFactor, CareAction.ManageWebhooks,
    ];

    private static readonly CareAction[] OfOnePatient =
    [
        CareAction.ReadMessages, CareAction.ViewRecordAccesses, CareAction.SearchMessages, CareAction.SendMessage, CareAction.CorrectOwnMessage, CareAction.RetractMessage,
        CareAction.StartConversation, CareAction.ReadTeamConversation, CareAction.WriteTeamConversation, CareAction.UploadAttachment, CareAction.OpenAttachment,
        CareAction.SetPriority, CareAction.SetConversationStatus, CareAction.SeeWaitingRoom, CareAction.Admit, CareAction.JoinCall,
        CareAction.ViewDemographics, CareAction.ViewEhrContext, CareAction.Assign, CareAction.ExportConversation, CareAction.UnwrapConversationKey,
        CareAction.ManageProxies, CareAction.DraftSummary, CareAction.SignSummary, CareAction.ShareSummary, CareAction.SettleFiling, CareAction.RequestForm, CareAction.BookVisit, CareAction.CancelVisit,
        CareAction.StartRecording, CareAction.PlayRecording, CareAction.KeepDraft,
    ];

    private static readonly CareAction[] Never =
        [CareAction.ListenSilently, CareAction.AlterAudit, CareAction.GrantSelf, CareAction.Impersonate, CareAction.SignAsDelegate];

    [Trait("ASVS", "8.2.3")]
    [Fact]
    public void An_administrator_an_auditor_and_a_supervisor_never_get_content_in_any_combination()
    {
        var withoutClinic = Enumerable.Range(0, 32).Select(bits => (StaffRoles)bits)
            .Where(roles => (roles & (StaffRoles.Practitioner | StaffRoles.Coordinator)) == StaffRoles.None);
        AssertNone(
            from roles in withoutClinic
            from action in Content
            from facts in Standing.Every
            let got = AccessPolicy.Decide(Someone.Staff(roles), action, facts with { IsOwn = false })
            where got is Access.Allowed or Access.StepUp or Access.SecondPerson
            select $"{roles} {action} {facts}: {got}");
    }

    [Fact]
    public void Metadata_alone_is_refused_by_every_port_that_would_answer_with_content() =>
        Assert.Equal(Refusal.Forbidden, AccessPolicy.Refuse(Someone.Staff(StaffRoles.Administrator), CareAction.ListConversations, AccessFacts.None));

    [Fact]
    public void A_clinician_outside_the_care_team_does_not_learn_that_anything_of_a_patient_exists() =>
        AssertNone(
            from roles in new[] { StaffRoles.Practitioner, StaffRoles.Coordinator, StaffRoles.Practitioner | StaffRoles.Coordinator }
            from action in OfOnePatient
            let refusal = AccessPolicy.Refuse(Someone.Staff(roles), action, Standing.Named["other patient"])
            where refusal != Refusal.NotFound
            select $"{roles} {action}: {refusal}");

    [Fact]
    public void A_clinician_of_the_care_team_reads_writes_and_admits()
    {
        var clinician = Someone.Staff(StaffRoles.Practitioner);
        foreach (var action in new[] { CareAction.ReadMessages, CareAction.SendMessage, CareAction.ReadTeamConversation, CareAction.WriteTeamConversation, CareAction.Admit })
            Assert.Equal(Access.Allowed, AccessPolicy.Decide(clinician, action, Standing.Team));
    }

    [Fact]
    public void Break_glass_opens_reading_and_sending_to_a_clinician_but_never_writing_in_the_teams_own_conversation()
    {
        var clinician = Someone.Staff(StaffRoles.Practitioner);
        var teams = Standing.BreakGlass with { IsTeamConversation = true };
        Assert.Equal(Access.Allowed, AccessPolicy.Decide(clinician, CareAction.ReadMessages, Standing.BreakGlass));
        Assert.Equal(Access.Allowed, AccessPolicy.Decide(clinician, CareAction.SendMessage, Standing.BreakGlass));
        Assert.Equal(Access.Allowed, AccessPolicy.Decide(clinician, CareAction.ReadTeamConversation, teams));
        Assert.Equal(Access.Forbidden, AccessPolicy.Decide(clinician, CareAction.WriteTeamConversation, teams));
        Assert.Equal(Access.Forbidden, AccessPolicy.Decide(clinician, CareAction.SendMessage, teams));
    }

    [Fact]
    public void Nobody_but_staff_and_the_portal_reaches_anything_of_a_team_conversation_or_learns_that_it_exists()
    {
        var outside = new[] { Someone.Patient(), Someone.RelatedPerson(), Someone.Integration((IntegrationScopes)255), Someone.Bot((IntegrationScopes)255) };
        AssertNone(
            from actor in outside
            from action in OfOnePatient
            from facts in Standing.Every.Where(facts => facts.IsTeamConversation)
            let got = AccessPolicy.Decide(actor, action, facts)
            where got != Access.Unknown
            select $"{actor.Kind} {action} {facts}: {got}");
    }

    [Fact]
    public void A_delegated_session_never_signs_exports_administers_or_breaks_glass() =>
        AssertNone(
            from roles in Enum.GetValues<StaffRoles>().Append((StaffRoles)31)
            from action in SignExportAdministerBreakGlass
            from facts in Standing.Every
            let got = AccessPolicy.Decide(Someone.Delegated(roles), action, facts)
            where got is not (Access.Forbidden or Access.Unknown)
            select $"{roles} {action} {facts}: {got}");

    [Fact]
    public void A_delegated_session_reads_and_writes_the_panel_and_a_break_glass_grant_of_its_person_opens_nothing_to_it()
    {
        var delegated = Someone.Delegated(StaffRoles.Practitioner);
        foreach (var action in new[] { CareAction.ListConversations, CareAction.ReadMessages, CareAction.SendMessage, CareAction.ReadTeamConversation })
        {
            Assert.Equal(Access.Allowed, AccessPolicy.Decide(delegated, action, Standing.Team));
            Assert.True(AccessPolicy.Decide(delegated, action, Standing.BreakGlass) is Access.Unknown or Access.Forbidden);
        }

        Assert.Equal(Access.Unknown, AccessPolicy.Decide(delegated, CareAction.ReadMessages, Standing.BreakGlass));
    }

    [Fact]
    public void An_integration_does_not_learn_of_a_patient_of_another_identifier_system_whatever_its_scopes() =>
        AssertNone(
            from actor in new[] { Someone.Integration((IntegrationScopes)255), Someone.Bot((IntegrationScopes)255) }
            from action in OfOnePatient
            let refusal = AccessPolicy.Refuse(actor, action, Standing.Named["other integration"])
            where refusal != Refusal.NotFound
            select $"{actor.Kind} {action}: {refusal}");

    [Fact]
    public void A_session_for_a_patient_of_another_identifier_system_or_without_the_scope_is_forbidden_not_unknown()
    {
        var able = Someone.Integration(IntegrationScopes.SessionsPatient);
        Assert.Null(AccessPolicy.Refuse(able, CareAction.CreatePatientSession, Standing.Integration));
        Assert.Equal(Refusal.Forbidden, AccessPolicy.Refuse(able, CareAction.CreatePatientSession, Standing.Named["other integration"]));
        Assert.Equal(Refusal.Forbidden, AccessPolicy.Refuse(Someone.Integration(IntegrationScopes.ConversationsRead), CareAction.CreatePatientSession, Standing.Integration));
        Assert.Equal(Refusal.Forbidden, AccessPolicy.Refuse(able, CareAction.CreatePractitionerSession, Standing.Integration));
    }

    [Fact]
    public void An_integration_without_the_scope_is_forbidden_what_it_may_know_of() =>
        Assert.Equal(Refusal.Forbidden, AccessPolicy.Refuse(Someone.Integration(IntegrationScopes.ConversationsRead), CareAction.SendMessage, Standing.Integration));

    [Fact]
    public void A_bots_session_makes_no_sessions_keys_people_or_visits_whatever_its_integration_may()
    {
        var bot = Someone.Bot((IntegrationScopes)255);
        CareAction[] keysOnly =
        [
            CareAction.CreatePatientSession, CareAction.CreatePractitionerSession, CareAction.CreateBotSession, CareAction.ManageOwnAssertionKeys,
            CareAction.ReadIntegration, CareAction.ManageStaff, CareAction.ManageCareTeams, CareAction.ManageProxies, CareAction.BookVisit, CareAction.CancelVisit,
        ];
        AssertNone(
            from action in keysOnly
            from facts in Standing.Every
            let got = AccessPolicy.Decide(bot, action, facts)
            where got is not (Access.Forbidden or Access.Unknown)
            select $"{action} {facts}: {got}");
        Assert.Equal(Access.Allowed, AccessPolicy.Decide(bot, CareAction.SendMessage, Standing.Integration));
    }

    [Fact]
    public void Either_scope_of_conversations_makes_a_bots_session()
    {
        foreach (var scope in new[] { IntegrationScopes.ConversationsRead, IntegrationScopes.ConversationsWrite })
            Assert.Null(AccessPolicy.Refuse(Someone.Integration(scope), CareAction.CreateBotSession, AccessFacts.None));
        Assert.Equal(Refusal.Forbidden, AccessPolicy.Refuse(Someone.Integration(IntegrationScopes.VisitsWrite), CareAction.CreateBotSession, AccessFacts.None));
    }

    [Fact]
    public void Some_acts_are_nobodys_not_even_the_portals() =>
        AssertNone(
            from actor in new[] { Actor.System, Someone.Patient(), Someone.RelatedPerson(), Someone.Staff((StaffRoles)31), Someone.Integration((IntegrationScopes)255) }
            from action in Never
            from facts in Standing.Every
            let got = AccessPolicy.Decide(actor, action, facts)
            where got is not (Access.Forbidden or Access.Unknown)
            select $"{actor.Kind} {action} {facts}: {got}");

    [Fact]
    public void An_administrator_does_not_manage_the_own_account_as_staff()
    {
        var administrator = Someone.Staff(StaffRoles.Administrator);
        Assert.Equal(Access.Allowed, AccessPolicy.Decide(administrator, CareAction.ManageStaff, AccessFacts.None));
        Assert.Equal(Access.Forbidden, AccessPolicy.Decide(administrator, CareAction.ManageStaff, Standing.Own));
    }

    [Fact]
    public void A_fresh_proof_of_identity_turns_step_up_into_yes_and_only_that()
    {
        var clinician = Someone.Staff(StaffRoles.Practitioner);
        Assert.Equal(Refusal.Reauthenticate, AccessPolicy.Refuse(clinician, CareAction.SignSummary, Standing.Team));
        Assert.Null(AccessPolicy.Refuse(clinician, CareAction.SignSummary, Standing.Team with { RecentlyAuthenticated = true }));
        Assert.Equal(Refusal.NotFound, AccessPolicy.Refuse(clinician, CareAction.SignSummary, AccessFacts.None with { RecentlyAuthenticated = true }));
    }

    [Fact]
    public void What_needs_two_people_says_so_until_the_second_has_approved()
    {
        var auditor = Someone.Staff(StaffRoles.Auditor);
        Assert.Equal("second-person", AccessPolicy.Refuse(auditor, CareAction.LiftLegalHold, AccessFacts.None)!.Reason);
        Assert.Null(AccessPolicy.Refuse(auditor, CareAction.LiftLegalHold, AccessFacts.None with { SecondPersonApproved = true }));
    }

    [Fact]
    public void A_patient_plays_only_the_own_recording_that_was_shared()
    {
        Assert.Equal(Access.Allowed, AccessPolicy.Decide(Someone.Patient(), CareAction.PlayRecording, Standing.Own));
        Assert.Equal(Access.Forbidden, AccessPolicy.Decide(Someone.Patient(), CareAction.PlayRecording, Standing.Own with { IsShared = false }));
    }

    private static void AssertNone(IEnumerable<string> violations) => Assert.Empty(violations.Take(3));
}
