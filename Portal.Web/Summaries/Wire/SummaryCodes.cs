using Portal.Domain.Summaries;
using Portal.Web.Shared.Input;

namespace Portal.Web.Summaries.Wire;

/// <summary>The contract's words for what a summary can be.</summary>
internal static class SummaryCodes
{
    public static readonly Words<SummaryKind> Kind = new(new()
    {
        [SummaryKind.Messages] = "messages",
        [SummaryKind.Visit] = "visit",
    });

    public static readonly Words<SummaryStatus> Status = new(new()
    {
        [SummaryStatus.Draft] = "draft",
        [SummaryStatus.InReview] = "in-review",
        [SummaryStatus.Signed] = "signed",
        [SummaryStatus.Filing] = "filing",
        [SummaryStatus.Filed] = "filed",
        [SummaryStatus.FilingFailed] = "filing-failed",
        [SummaryStatus.Superseded] = "superseded",
        [SummaryStatus.EnteredInError] = "entered-in-error",
    });

    public static readonly Words<SectionKind> Section = new(new()
    {
        [SectionKind.Reason] = "reason",
        [SectionKind.History] = "history",
        [SectionKind.Assessment] = "assessment",
        [SectionKind.Plan] = "plan",
        [SectionKind.FollowUp] = "follow-up",
        [SectionKind.Instructions] = "instructions",
    });

    public static readonly Words<DraftOrigin> Origin = new(new()
    {
        [DraftOrigin.Extract] = "extract",
        [DraftOrigin.Model] = "model",
        [DraftOrigin.ByHand] = "by-hand",
    });

    public static readonly Words<ModelTrouble> Trouble = new(new()
    {
        [ModelTrouble.DidNotAnswer] = "did-not-answer",
        [ModelTrouble.Unusable] = "unusable",
    });

    public static readonly Words<ErrorReason> Error = new(new()
    {
        [ErrorReason.WrongPatient] = "wrong-patient",
        [ErrorReason.ConsentWithdrawn] = "consent-withdrawn",
        [ErrorReason.ClinicalError] = "clinical-error",
        [ErrorReason.Other] = "other",
    });
}
