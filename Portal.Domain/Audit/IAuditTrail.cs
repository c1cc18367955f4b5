using Portal.Domain.Identity;
using Portal.Domain.Shared;

namespace Portal.Domain.Audit;

/// <summary>Reading and proving the audit trail. What is read here holds no name and no words of a patient by construction.</summary>
public interface IAuditTrail
{
    /// <summary>Newest first. Itself audited as <see cref="AuditAction.AuditViewed"/>.</summary>
    [Decides(CareAction.ViewAuditTrail)]
    Task<Outcome<Page<AuditLine>>> List(Actor actor, AuditQuery query, PageRequest page, CancellationToken cancel);

    /// <summary>Checks every MAC, link and checkpoint. Itself audited.</summary>
    [Decides(CareAction.VerifyAudit)]
    Task<Outcome<AuditVerdict>> Verify(Actor actor, CancellationToken cancel);

    /// <summary>Records an act that has no transaction of its own: a refusal at the edge, a sign-in.</summary>
    [DecidesNothing("the record of an act is written for whoever acted")]
    Task Record(AuditEntry entry, CancellationToken cancel);
}

/// <summary>What to show; all null shows everything.</summary>
public sealed record AuditQuery
{
    public PersonId? Person { get; init; }

    public PersonId? Patient { get; init; }

    public ConversationId? Conversation { get; init; }

    public AuditAction? Action { get; init; }

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? To { get; init; }
}

/// <summary>One line of the trail. <paramref name="StaffName"/> is set where a member of staff acted; patients are ids only.</summary>
public sealed record AuditLine(AuditRecord Record, string? StaffName);
