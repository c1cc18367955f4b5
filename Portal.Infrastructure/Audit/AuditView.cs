using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Infrastructure.Identity;

namespace Portal.Infrastructure.Audit;

/// <summary>
/// What of the trail one actor is shown. Administrators and auditors: all lines. A supervisor: those of the care teams supervised. The patient's side: who
/// opened that patient's record, without the ids of what staff write among themselves.
/// </summary>
internal sealed class AuditView
{
    /// <summary>What "somebody opened my record" means; what staff do about the patient in their own conversations is not in it.</summary>
    public static readonly short[] Openings =
    [
        (short)AuditAction.SessionCreated, (short)AuditAction.ConversationViewed, (short)AuditAction.PatientSearched, (short)AuditAction.PatientViewed,
        (short)AuditAction.ProxyGranted, (short)AuditAction.ProxyRevoked, (short)AuditAction.VisitRecordViewed, (short)AuditAction.CallJoined, (short)AuditAction.SummaryViewed,
        (short)AuditAction.SummaryDownloaded, (short)AuditAction.ConversationExported, (short)AuditAction.BreakGlassDeclared, (short)AuditAction.PatientFoundOutsidePanel,
        (short)AuditAction.RecordAccessesViewed,
    ];

    private readonly Guid? patient;
    private readonly IReadOnlyList<Guid>? careTeams;

    private AuditView(AccessFacts facts, Guid? patient = null, IReadOnlyList<Guid>? careTeams = null)
    {
        Facts = facts;
        this.patient = patient;
        this.careTeams = careTeams;
    }

    /// <summary>How the actor stands to these lines: what the policy decides by.</summary>
    public AccessFacts Facts { get; }

    public static AuditView Of(Actor actor, AuditQuery query, PersonGrants grants, DateTimeOffset now)
    {
        if (actor.IsPatientSide)
        {
            var record = (query.Patient ?? actor.Patient ?? actor.PersonId).Value;
            return new(grants.Facts(actor, record, careTeam: null, isTeamConversation: false, now), record);
        }

        var everything = new AuditView(AccessFacts.None);
        if (everything.IsGranted(actor) || grants.Unit.Count == 0) return everything;
        return new(AccessFacts.None with { Supervises = true }, careTeams: grants.Unit);
    }

    /// <summary>The lines hold nothing but metadata, so that either answer opens them.</summary>
    public bool IsGranted(Actor actor) => AccessPolicy.Decide(actor, CareAction.ViewAuditTrail, Facts) is Access.Allowed or Access.MetadataOnly;

    public IQueryable<AuditEventRow> Of(IQueryable<AuditEventRow> events)
    {
        if (patient is { } record) return events.Where(row => row.PatientId == record && Openings.Contains(row.Action) && row.Outcome == (short)AuditOutcome.Succeeded);
        return careTeams is { } unit ? events.Where(row => row.CareTeamId != null && unit.Contains(row.CareTeamId.Value)) : events;
    }

    public AuditRecord Shown(AuditRecord record) => patient is null
        ? record
        : record with { Conversation = null, Subject = null, Sequence = null, Code = null, Session = null, Address = null };
}
