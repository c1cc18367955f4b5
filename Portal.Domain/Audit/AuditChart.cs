namespace Portal.Domain.Audit;

/// <summary>What of the trail is counted.</summary>
public enum AuditChartKind
{
    /// <summary>All acts.</summary>
    Acts,

    /// <summary>What was refused, by the act.</summary>
    Refusals,

    /// <summary>Declarations of emergency access.</summary>
    BreakGlass,

    /// <summary>Openings of patients' records by staff: whoever draws them decides which hours are outside.</summary>
    Openings,
}

/// <summary>Counts of one kind, oldest hour first, or the most frequent act first.</summary>
public sealed record AuditChart(AuditChartKind Kind, IReadOnlyList<AuditPoint> Points);

/// <summary>
/// How many in one hour (<paramref name="Hour"/>: its beginning, UTC) or of one act, whichever of the two is set. What did not happen has no point.
/// </summary>
public sealed record AuditPoint(DateTimeOffset? Hour, AuditAction? Action, long Count);
