using Portal.Domain.Conversations;
using Portal.Domain.Shared;
using Portal.Domain.Summaries;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Summaries;

/// <summary>
/// What was signed, for what carries it to the EHR on nobody's behalf. There is no way here to a draft, a message or a note: what is read is what a clinician
/// signed, and nothing else can be asked for.
/// </summary>
internal interface IApprovedSummaries
{
    /// <summary>Null where that version was never signed.</summary>
    /// <exception cref="Shared.Keys.KeyGoneException">The conversation's key was destroyed: nobody reads it any more.</exception>
    Task<ApprovedSummary?> Read(SummaryId summary, int version, CancellationToken cancel);

    /// <summary>The same for several at once, in the order asked.</summary>
    Task<IReadOnlyList<SignedReading>> Read(IReadOnlyList<AskedVersion> versions, CancellationToken cancel);

    /// <summary>The EHR is being told of these. Part of the caller's transaction, which saves. Nothing where a later version was signed already, or it stands so.</summary>
    Task BeginFiling(PortalDbContext context, IReadOnlyList<ApprovedSummary> all, CancellationToken cancel);

    /// <summary>
    /// What came of several, as of one below, all in one transaction. <paramref name="also"/> comes first in it, may write itself but commits nothing, and says of which the end may be
    /// written; the same is answered.
    /// </summary>
    Task<IReadOnlyList<bool>> EndFiling(IReadOnlyList<FilingEnded> all, Func<PortalDbContext, CancellationToken, Task<IReadOnlyList<bool>>> also, CancellationToken cancel);

    /// <summary>
    /// What came of it: status, the event <c>summaryFiled</c> of the team conversation, and the audit event, in one transaction. It tells the team each time, so that
    /// the caller says it once.
    /// </summary>
    /// <param name="summary">Which.</param>
    /// <param name="version">Which version of it.</param>
    /// <param name="outcome">How it went.</param>
    /// <param name="code">A stable code for the audit; never the EHR's words.</param>
    /// <param name="also">More to be written in the same transaction (the receipt); it reads and adds, and saves nothing itself.</param>
    /// <param name="cancel">Given up before the commit nothing is written.</param>
    Task EndFiling(SummaryId summary, int version, FilingOutcome outcome, string? code, Func<PortalDbContext, CancellationToken, Task>? also, CancellationToken cancel);
}
