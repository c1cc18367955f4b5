using Portal.Domain.Identity;
using Portal.Domain.Shared;

namespace Portal.Domain.Audit;

/// <summary>Questions to the trail that somebody asks again and again, kept under a name. Each person's own: nobody else sees them.</summary>
public interface IAuditReports
{
    /// <summary>How many one person may keep.</summary>
    const int Most = 50;

    const int LongestName = 100;

    /// <summary>By name.</summary>
    [Decides(CareAction.ViewAuditTrail)]
    Task<Outcome<IReadOnlyList<AuditReport>>> List(Actor actor, CancellationToken cancel);

    /// <summary>One of the same name is replaced. Refused as the question itself would be, and with <c>too-many-reports</c> beyond <see cref="Most"/>.</summary>
    [Decides(CareAction.ViewAuditTrail)]
    Task<Outcome<AuditReport>> Save(Actor actor, string name, AuditQuery query, CancellationToken cancel);

    [Decides(CareAction.ViewAuditTrail)]
    Task<Outcome<Done>> Remove(Actor actor, AuditReportId report, CancellationToken cancel);
}

/// <summary>A question with its name; its days are the ones that were chosen when it was kept.</summary>
public sealed record AuditReport(AuditReportId Id, string Name, AuditQuery Query, DateTimeOffset CreatedAt);
