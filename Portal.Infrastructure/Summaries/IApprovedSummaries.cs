using System.Data.Common;
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
    Task<IReadOnlyList<SignedReading>> Read(PortalDbContext context, IReadOnlyList<AskedVersion> versions, CancellationToken cancel);

    /// <summary>
    /// The EHR is being told of these, in one transaction. A state changes for those that <paramref name="beside"/> lets be written, which is answered; not where a later version was signed
    /// already, or it stands so.
    /// </summary>
    Task<IReadOnlyList<bool>> BeginFiling(IReadOnlyList<ApprovedSummary> all, IWrittenBeside beside, CancellationToken cancel);

    /// <summary>What came of several, as of one below, all in one transaction with <paramref name="beside"/>, which says of which the end may be written; the same is answered.</summary>
    Task<IReadOnlyList<bool>> EndFiling(IReadOnlyList<FilingEnded> all, IWrittenBeside beside, CancellationToken cancel);

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

/// <summary>
/// What its caller reads and writes in a transaction of another feature: that one sends both sides' questions in one round trip, and both sides' writes with the commit in
/// another. Where the transaction breaks, all of it may be done again.
/// </summary>
internal interface IWrittenBeside
{
    /// <summary>Adds statements, before all others.</summary>
    void Ask(DbBatch reading);

    /// <summary>Reads the result sets of what was asked, and leaves <paramref name="rows"/> at the next. Of which of those that the transaction is about it may be written.</summary>
    Task<IReadOnlyList<bool>> Hear(DbDataReader rows, CancellationToken cancel);

    /// <summary>Adds the writes for those; called only where there is one.</summary>
    void Write(DbBatch writing);
}
