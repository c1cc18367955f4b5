using Portal.Domain.Identity;
using Portal.Domain.Shared;

namespace Portal.Domain.Audit;

/// <summary>What was done or tried; the codes are stable, stored and exported as they stand.</summary>
public enum AuditAction
{
    SignedIn = 1,
    SignInFailed = 2,
    SignedOut = 3,
    SessionEnded = 4,
    SecondFactorChanged = 5,
    PasswordChanged = 6,
    LockedOut = 7,
    Reauthenticated = 8,
    PasswordResetRequested = 9,
    SessionCreated = 10,
    SessionRefused = 11,
    SessionLinkCreated = 12,
    ConversationStarted = 20,
    ConversationViewed = 21,
    MessagePosted = 22,
    MessageCorrected = 23,
    MessageRetracted = 24,
    StatusChanged = 25,
    Assigned = 26,
    PriorityChanged = 27,
    ParticipantAdded = 28,
    ParticipantRemoved = 29,
    PatientSearched = 30,
    PatientViewed = 31,
    PatientCreated = 32,
    PatientChanged = 33,
    AccessRefused = 40,
    StaffInvited = 50,
    StaffChanged = 51,
    StaffSuspended = 52,
    RolesChanged = 53,
    CareTeamChanged = 54,
    MembershipChanged = 55,
    ProxyGranted = 56,
    ProxyRevoked = 57,
    IntegrationChanged = 60,
    IntegrationKeyCreated = 61,
    IntegrationKeyRevoked = 62,
    AssertionKeyChanged = 63,
    IdentifierLinked = 64,
    IdentifierUnlinked = 65,
    AuditViewed = 70,
    AuditVerified = 71,
    AuditExported = 72,
    DeliveryParked = 80,
    DeliveryReplayed = 81,
    DeliveriesPaused = 82,
    DeliveriesResumed = 83,
    DeliveriesDrained = 84,
    SetupRun = 90,
    VisitBooked = 100,
    VisitMoved = 101,
    VisitCancelled = 102,
    VisitHandedOver = 103,
    VisitNoShow = 104,
    VisitChanged = 105,
    VisitCheckedIn = 106,
    VisitAdmitted = 107,
    VisitReturned = 108,
    VisitDeclined = 109,
    VisitEnded = 110,
    VisitRecordViewed = 111,
    CallTicketIssued = 112,
    CallJoined = 113,
    CallLeft = 114,
    CallRefused = 115,
    SummaryDiscarded = 119,
    SummaryDrafted = 120,
    SummaryEdited = 121,
    SummarySigned = 122,
    SummaryCorrected = 123,
    SummaryEnteredInError = 124,
    SummaryShared = 125,
    SummaryViewed = 126,
    SummaryFiled = 127,
    SummaryFilingFailed = 128,
    ConversationExported = 129,
    FilingResolved = 130,
    FilingRetried = 131,
    SummaryDownloaded = 132,
    EhrKeyRotated = 140,
    BreakGlassDeclared = 150,
    BreakGlassEnded = 151,
    BreakGlassReviewed = 152,
    PatientFoundOutsidePanel = 153,
    PatientFoundForAudit = 154,
    RecordAccessesViewed = 155,
    ReportSaved = 160,
    ReportRemoved = 161,
    PasskeyAdded = 170,
    PasskeyRemoved = 171,
    StaffImported = 172,
    ProviderLinked = 173,
    WebhookChanged = 180,
    WebhookTested = 181,
    WebhookSecretRotated = 182,
    BrandChanged = 190,
}

public enum AuditOutcome
{
    Succeeded = 0,
    Refused = 1,
    Failed = 2,
}

/// <summary>
/// One act for the audit trail: ids, codes and times only. Written in the act's own transaction; where it cannot be written, the act does not happen.
/// </summary>
/// <param name="Actor">Who; its session, integration and address are recorded with it.</param>
/// <param name="Action">What.</param>
/// <param name="Outcome">How it ended.</param>
public sealed record AuditEntry(Actor Actor, AuditAction Action, AuditOutcome Outcome = AuditOutcome.Succeeded)
{
    public PersonId? Patient { get; init; }

    public ConversationId? Conversation { get; init; }

    public CareTeamId? CareTeam { get; init; }

    /// <summary>Any other thing acted on: a person, an integration, a session, a key.</summary>
    public Guid? Subject { get; init; }

    public Sequence? Sequence { get; init; }

    /// <summary>A stable code (purpose of break-glass, reason of a retraction, refused action); never words of a person.</summary>
    public string? Code { get; init; }

    /// <summary>
    /// The emergency access that the act stands on. Set here for acts about the grant itself; for all others the writer finds it, so that no act under
    /// break-glass can forget to say so.
    /// </summary>
    public BreakGlassId? BreakGlass { get; init; }
}
