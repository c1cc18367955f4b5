using Portal.Domain.Identity;
using Portal.Domain.Shared;

namespace Portal.Domain.Audit;

/// <summary>Reading the audit trail. What is read here holds no name and no words of a patient by construction.</summary>
public interface IAuditTrail
{
    /// <summary>Newest first, or as the question says. Itself audited as <see cref="AuditAction.AuditViewed"/>.</summary>
    [Decides(CareAction.ViewAuditTrail)]
    Task<Outcome<Page<AuditLine>>> List(Actor actor, AuditQuery query, PageRequest page, CancellationToken cancel);

    /// <summary>
    /// The newest lines, then each that is written from now on, told once, about a second after it is there. One <see cref="AuditAction.AuditViewed"/> is
    /// written for the opening and none for what is told. Every time access is decided anew; where it is lost, nothing more comes.
    /// </summary>
    [Decides(CareAction.ViewAuditTrail)]
    Task<Outcome<AuditStart>> Watch(Actor actor, AuditQuery query, IAuditViewer viewer, CancellationToken cancel);

    /// <summary>
    /// Counts over at most <see cref="AuditRules.LongestRange"/>; of the trail as the actor is shown it. Audited as <see cref="AuditAction.AuditViewed"/> with the kind as its code.
    /// </summary>
    [Decides(CareAction.ViewAuditTrail)]
    Task<Outcome<AuditChart>> Chart(Actor actor, AuditQuery query, AuditChartKind kind, CancellationToken cancel);

    /// <summary>Records an act that has no transaction of its own: a refusal at the edge, a sign-in.</summary>
    [DecidesNothing("the record of an act is written for whoever acted")]
    Task Record(AuditEntry entry, CancellationToken cancel);
}

/// <summary>One line of the trail. <paramref name="StaffName"/> is set where a member of staff acted; patients are ids only.</summary>
public sealed record AuditLine(AuditRecord Record, string? StaffName);

/// <summary>Where a watch begins: the newest lines and the place in the fan-out, in which nothing is told before it is begun.</summary>
public sealed record AuditStart(Page<AuditLine> First, IAuditWatch Watch);

/// <summary>A viewer's watch; disposing ends it.</summary>
public interface IAuditWatch : IAsyncDisposable
{
    void Begin();
}

/// <summary>Who is told, one call at a time. An exception ends the watch.</summary>
public interface IAuditViewer
{
    /// <summary>Lines that were not told before, newest first; where more than 200 came at once, the newest 200.</summary>
    ValueTask Appeared(IReadOnlyList<AuditLine> lines);
}
