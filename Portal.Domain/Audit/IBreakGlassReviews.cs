using Portal.Domain.Identity;
using Portal.Domain.Shared;

namespace Portal.Domain.Audit;

/// <summary>
/// Emergency access looked at afterwards: by auditors, and by supervisors where the patient has a conversation with a care team of the unit. Ids, staff names, codes,
/// times and counts; the words of the reason are the care team's.
/// </summary>
public interface IBreakGlassReviews
{
    /// <summary>Newest first. Audited once an opening.</summary>
    [Decides(CareAction.ReviewBreakGlass)]
    Task<Outcome<Page<BreakGlassLine>>> List(Actor actor, BreakGlassFilter filter, PageRequest page, CancellationToken cancel);

    /// <summary>Said once, by somebody else than who declared it.</summary>
    [Decides(CareAction.ReviewBreakGlass)]
    Task<Outcome<Done>> Review(Actor actor, BreakGlassId grant, BreakGlassVerdict verdict, CancellationToken cancel);

    /// <summary>Of what was declared from the one day to the other, both included, in UTC. At most a year and a day.</summary>
    [Decides(CareAction.ReviewBreakGlass)]
    Task<Outcome<BreakGlassReport>> Report(Actor actor, DateOnly from, DateOnly to, CancellationToken cancel);
}

/// <summary>All null shows everything.</summary>
public sealed record BreakGlassFilter(bool? IsReviewed = null, BreakGlassId? Grant = null);

public enum BreakGlassVerdict
{
    Justified = 1,
    NotJustified = 2,
}

/// <summary>One emergency access. <paramref name="Acts"/> is how many events of the audit trail bear it.</summary>
public sealed record BreakGlassLine(
    BreakGlassId Id,
    PersonId Person,
    string StaffName,
    PersonId Patient,
    BreakGlassPurpose Purpose,
    DateTimeOffset DeclaredAt,
    DateTimeOffset EndsAt,
    DateTimeOffset? EndedAt,
    int Acts,
    BreakGlassVerdict? Verdict,
    PersonId? ReviewedBy,
    string? ReviewerName,
    DateTimeOffset? ReviewedAt);

/// <summary>Counts. <paramref name="OldestOpen"/> is when the oldest one without a verdict was declared.</summary>
public sealed record BreakGlassReport(
    int Declared,
    int Justified,
    int NotJustified,
    int Open,
    DateTimeOffset? OldestOpen,
    IReadOnlyList<BreakGlassCount> Purposes,
    IReadOnlyList<BreakGlassPersonCount> People);

public sealed record BreakGlassCount(BreakGlassPurpose Purpose, int Count);

public sealed record BreakGlassPersonCount(PersonId Person, string StaffName, int Count, int NotJustified);

/// <summary>Every no of a review; the codes are part of the public contract.</summary>
public static class BreakGlassReviewRefusals
{
    public static readonly Refusal Own = Refusal.Rule("own-break-glass");
    public static readonly Refusal AlreadyReviewed = Refusal.Rule("already-reviewed");
    public static readonly Refusal RangeTooLong = Refusal.Rule("range-too-long");
}
