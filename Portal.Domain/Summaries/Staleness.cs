using Portal.Domain.Shared;

namespace Portal.Domain.Summaries;

/// <summary>A message was corrected or taken back: which one, and by which event.</summary>
public sealed record SourceChange(Sequence Message, Sequence By);

/// <summary>
/// Whether what a summary says still has the ground that it stood on: a message of its span that was corrected or taken back later than
/// anybody looked flags it. Nothing is sent or changed by that: a clinician decides.
/// </summary>
public static class Staleness
{
    /// <summary>The changed messages, ascending, each once.</summary>
    /// <param name="span">What the summary is about.</param>
    /// <param name="changes">All corrections and retractions of the conversation, or those that may matter.</param>
    /// <param name="seen">The head of the conversation as the summary was drafted or signed.</param>
    public static IReadOnlyList<Sequence> Of(SummarySpan span, IEnumerable<SourceChange> changes, Sequence seen) =>
        [.. changes.Where(change => span.Covers(change.Message) && change.By > seen).Select(change => change.Message).Distinct().Order()];
}
