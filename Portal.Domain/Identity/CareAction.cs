namespace Portal.Domain.Identity;

/// <summary>
/// Everything that anyone can try to do, one member a row of <c>docs/access-matrix.csv</c>. A port method names the one it is about
/// with <see cref="DecidesAttribute"/>; a method without one fails the build's tests.
/// </summary>
public enum CareAction
{
    SignIn,
    ListConversations,
    ReadMessages,
    SearchMessages,
    SendMessage,
    CorrectOwnMessage,
    RetractMessage,
    StartConversation,
    ReadTeamConversation,
    WriteTeamConversation,
    UploadAttachment,
    OpenAttachment,
    SetPriority,
    SetConversationStatus,
    SeeWaitingRoom,
    Admit,
    JoinCall,
    ListenSilently,
    InviteGuestToCall,
    EndCallForAll,
    ViewDemographics,
    ViewEhrContext,
    Assign,
    ChangeCareTeamOfConversation,
    DeclareBreakGlass,
    ReviewBreakGlass,
    ViewAuditTrail,
    ExportAudit,
    VerifyAudit,
    AlterAudit,
    AccountForDisclosures,
    ViewServiceCharts,
    ExportConversation,

    /// <summary>For a lawful request from outside: what is written is sealed to the requester, so that the auditor who answers it cannot open it.</summary>
    ExportConversationSealed,
    ManageStaff,
    ManageCareTeams,
    GrantSelf,
    GrantAdministratorOrAuditor,
    EndSessionsOfOthers,
    EndOwnSessions,
    ManageOrganisation,
    ReadOrganisation,
    ChangeRetention,
    SetLegalHold,
    LiftLegalHold,
    DestroyKeys,
    UnwrapConversationKey,
    RotateKeyEncryptionKey,
    ManageIntegrations,
    ManageOwnAssertionKeys,
    ReadIntegration,
    CreatePatientSession,
    CreatePractitionerSession,
    CreateBotSession,
    ManageProxies,
    ViewDeliveries,
    ReplayDeliveries,
    Impersonate,
    SignAsDelegate,
    DraftSummary,
    SignSummary,

    /// <summary>Gives the patient the instructions of what was signed.</summary>
    ShareSummary,

    /// <summary>Says what became of a filing in the EHR, or has it tried again.</summary>
    SettleFiling,
    RequestForm,
    AnswerForm,
    BookVisit,
    CancelVisit,
    ConsentToRecording,
    StartRecording,
    PlayRecording,
    ReviewHeldMessages,
    ManageCareTeamRules,
    FindPatientInPanel,
    FindPatientOutsidePanel,
    KeepDraft,
    SetOwnPresence,
    ManageOwnAccount,

    /// <summary>Who opened a patient's record, told to the patient and to the care team.</summary>
    ViewRecordAccesses,
    EndBreakGlass,

    /// <summary>A patient's id by an identifier, and nothing else of the patient.</summary>
    FindPatientForAudit,
    ResetSecondFactor,
    ManageWebhooks,
}

/// <summary>Which action a port's method decides with <see cref="AccessPolicy"/> before it does anything.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class DecidesAttribute(CareAction action) : Attribute
{
    public CareAction Action { get; } = action;
}

/// <summary>A port's method that needs no decision, and why: it is called before anybody is known, or by the portal on nobody's behalf.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DecidesNothingAttribute(string reason) : Attribute
{
    public string Reason { get; } = reason;
}
