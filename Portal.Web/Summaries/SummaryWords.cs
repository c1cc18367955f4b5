using System.Globalization;
using Microsoft.Extensions.Localization;
using Portal.Domain.Ehr;
using Portal.Domain.Shared;
using Portal.Domain.Summaries;
using Portal.Web.Shared.Layout;
using Portal.Web.Shared.Texts;

namespace Portal.Web.Summaries;

/// <summary>What several screens say of a summary, in the person's language and time zone.</summary>
internal sealed class SummaryWords(IStringLocalizer<SummaryTexts> words, RefusalTexts refusals, ViewerTime clock)
{
    /// <summary>A refusal by the words that summaries have for it, else by the portal's own.</summary>
    public string Of(Refusal refusal)
    {
        var reason = refusal.Reason is null ? null : words[$"Refused.{refusal.Reason}"];
        return reason is { ResourceNotFound: false } ? reason : refusals.Of(refusal);
    }

    /// <summary>Why a filing is as it is, and what a person can do; a code that this version has no words for stands as it is.</summary>
    public string Of(string code)
    {
        var known = words[$"Filing.Code.{code}"];
        return known.ResourceNotFound ? words["Filing.Code", code] : known;
    }

    public string Period(SummaryPeriod period)
    {
        var (from, to) = (clock.Local(period.From), clock.Local(period.To));
        return from.Date == to.Date ? from.ToString("D", CultureInfo.CurrentCulture) : $"{from.ToString("d", CultureInfo.CurrentCulture)} – {to.ToString("d", CultureInfo.CurrentCulture)}";
    }

    /// <summary>Where a summary stands, as one chip: what is at work before what was signed. Until somebody works on its filing it is not yet filed, which may be because there is no EHR.</summary>
    public static SummaryMark MarkOf(SummaryState state) => state switch
    {
        { IsDraft: true, Standing: null } => SummaryMark.Draft,
        { IsDraft: true } => SummaryMark.Correcting,
        { Status: SummaryStatus.Signed } => SummaryMark.NotYetFiled,
        { Status: SummaryStatus.Filed } => SummaryMark.Filed,
        { Status: SummaryStatus.FilingFailed } => SummaryMark.Attention,
        { Status: SummaryStatus.EnteredInError } => SummaryMark.Withdrawn,
        _ => SummaryMark.Waiting,
    };

    /// <summary>What was withdrawn here and is in force in the EHR is not called withdrawn: somebody has to see to it.</summary>
    public static SummaryMark MarkOf(SummaryLine line) => line.IsStillInForce ? SummaryMark.Attention : MarkOf(line.State);

    public static SummaryMark MarkOf(FilingStatus status) => status switch
    {
        FilingStatus.NotYetFiled => SummaryMark.NotYetFiled,
        FilingStatus.Waiting => SummaryMark.Waiting,
        FilingStatus.Filed => SummaryMark.Filed,
        FilingStatus.NeedsAttention or FilingStatus.Unknown => SummaryMark.Attention,
        FilingStatus.Superseded => SummaryMark.Superseded,
    };

    public static (string Icon, string? Tone) LookOf(SummaryMark mark) => mark switch
    {
        SummaryMark.Draft or SummaryMark.Correcting => ("file", "info"),
        SummaryMark.Waiting or SummaryMark.NotYetFiled => ("pending", null),
        SummaryMark.Filed => ("accepted", "ok"),
        SummaryMark.Attention => ("failed", "danger"),
        SummaryMark.Superseded => ("history", null),
        SummaryMark.Withdrawn => ("close", "warn"),
    };
}

/// <summary>What a chip says; each has its words, its icon and its tone.</summary>
public enum SummaryMark
{
    Draft,
    Correcting,
    Waiting,
    NotYetFiled,
    Filed,
    Attention,
    Superseded,
    Withdrawn,
}
