using Portal.Domain.Ehr;
using Portal.Domain.Shared;
using Portal.Domain.Summaries;
using Portal.Infrastructure.Ehr.Mapping;

namespace Portal.Infrastructure.Ehr.Filing;

/// <summary>How one try to file ended.</summary>
internal abstract record FilingEnd
{
    private FilingEnd()
    {
    }

    public sealed override string ToString() => GetType().Name;

    public sealed record Filed(FilingReceipt Receipt) : FilingEnd;

    /// <summary>Not tried again by itself.</summary>
    public sealed record Attention(string Code, ClinicalText? Words = null, FilingQuestion Question = FilingQuestion.None) : FilingEnd;

    /// <summary>It may be there, and only a person can look.</summary>
    public sealed record Unknown(string Code) : FilingEnd;

    /// <summary>Tried again, not before that long.</summary>
    public sealed record Later(string Code, TimeSpan? After = null, ClinicalText? Words = null) : FilingEnd;

    /// <summary>The whole EHR waits; this try does not count.</summary>
    public sealed record Paused(string Code, TimeSpan? After = null) : FilingEnd
    {
        /// <summary>How long others go before this one when the EHR is tried again.</summary>
        public TimeSpan Aside { get; init; }
    }

    /// <summary>The EHR turned this away with a 403; <see cref="ClosedRecords"/> decides what that means.</summary>
    public sealed record Forbidden(ClinicalText? Words) : FilingEnd;

    /// <summary>The EHR holds an earlier version that the portal did not know of: it is made anew, as a change of that.</summary>
    public sealed record ChangeOf(FiledBefore Before) : FilingEnd;

    /// <summary>There is nothing to file any more.</summary>
    public sealed record Superseded : FilingEnd;

    /// <summary>An earlier version is not settled.</summary>
    public sealed record Behind : FilingEnd;

    /// <summary>Not tried again by itself; what is to be withdrawn or corrected is so in the EHR by a person, who is asked to.</summary>
    public static Attention ByHand(ApprovedSummary summary, string code, ClinicalText? words = null) => new(code, words, summary.Change switch
    {
        SummaryChange.EnteredInError => FilingQuestion.WithdrawByHand,
        SummaryChange.Correction => FilingQuestion.CorrectByHand,
        _ => FilingQuestion.None,
    });

    /// <summary>Somebody changed in the EHR what was filed: it is not overwritten.</summary>
    public static Attention Edited(ApprovedSummary summary, ClinicalText? words) => ByHand(summary, FilingCodes.EditedInEhr, words);

    /// <summary>From a step that a lookup led to; null where it goes on.</summary>
    public static FilingEnd? Of(NextStep step, EhrReply reply) => step switch
    {
        NextStep.Again(var code) => new Later(code, reply.RetryAfter, reply.Words),
        NextStep.Search(var code) => new Later(code, reply.RetryAfter, reply.Words),
        NextStep.Ask(var code) => new Unknown(code),
        NextStep.Park(var code) => new Attention(code, reply.Words),
        NextStep.Pause(var code) => new Paused(code, reply.RetryAfter),
        NextStep.Forbidden => new Forbidden(reply.Words),
        _ => null,
    };
}
