using System.Runtime.InteropServices;
using Portal.Domain.Conversations;
using Portal.Domain.Shared;
using Portal.Domain.Summaries;

namespace Portal.Infrastructure.Summaries;

/// <summary>A version that was, or may have been, signed.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct AskedVersion(SummaryId Summary, int Version);

/// <summary>What was found of it.</summary>
/// <param name="Summary">Null where that version was never signed, or <paramref name="IsGone"/>.</param>
/// <param name="IsFollowed">The next version was signed, too.</param>
/// <param name="IsGone">The conversation's key was destroyed: nobody reads it any more.</param>
internal sealed record SignedReading(ApprovedSummary? Summary, bool IsFollowed, bool IsGone = false)
{
    public override string ToString() => nameof(SignedReading);
}

/// <summary>What came of the filing of one version; <paramref name="Code"/>: stable, for the audit, never the EHR's words.</summary>
internal sealed record FilingEnded(ApprovedSummary Of, FilingOutcome Outcome, string? Code)
{
    public override string ToString() => nameof(FilingEnded);
}
