using Portal.Domain.Shared;

namespace Portal.Domain.Summaries;

/// <summary>Every no that a summary itself can say; the codes are part of the public contract.</summary>
public static class SummaryRefusals
{
    /// <summary>What only staff may know is never summed up.</summary>
    public static readonly Refusal TeamConversation = Refusal.Rule("team-conversation");
    public static readonly Refusal NothingToSumUp = Refusal.Rule("nothing-to-sum-up");
    public static readonly Refusal SpanTooLong = Refusal.Rule("span-too-long");
    public static readonly Refusal UnknownVisit = Refusal.Rule("unknown-visit");
    public static readonly Refusal NotADraft = Refusal.Rule("not-a-draft");
    public static readonly Refusal NotSigned = Refusal.Rule("not-signed");
    public static readonly Refusal DraftOpen = Refusal.Rule("draft-open");
    public static readonly Refusal Withdrawn = Refusal.Rule("entered-in-error");
    public static readonly Refusal NothingSaid = Refusal.Rule("nothing-said");
    public static readonly Refusal NoInstructions = Refusal.Rule("no-instructions");

    /// <summary>A message that it is about was taken back or corrected, and the person who signs has not been shown that.</summary>
    public static readonly Refusal SourcesChanged = Refusal.Rule("sources-changed");

    /// <summary>Another device or person saved meanwhile: what is there is to be read first.</summary>
    public static readonly Refusal Revised = new(RefusalKind.Conflict, "revised");
}
