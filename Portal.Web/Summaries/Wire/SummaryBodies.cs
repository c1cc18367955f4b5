using System.ComponentModel.DataAnnotations;
using Portal.Domain.Shared;
using Portal.Domain.Summaries;
using Portal.Web.Shared.Document;
using Portal.Web.Shared.Input;

namespace Portal.Web.Summaries.Wire;

/// <summary>A summary as asked for: of a span, of a visit, or (neither) of everything since the last one that was signed.</summary>
internal sealed class NewSummaryBody : IBody<SummaryWish>
{
    public SpanBody? Span { get; init; }

    [Uuid]
    public string? VisitId { get; init; }

    [MaxLength(SummaryTemplate.NameLimit)]
    public string? Template { get; init; }

    /// <summary>Whether the configured model is to draft it, where there is one.</summary>
    public bool? ByModel { get; init; }

    public Outcome<SummaryWish> Read()
    {
        var objections = new Objections();
        if (Span is not null && VisitId is not null) objections.Add("$.visitId", "must not stand beside span");
        if (Template is not null) objections.Text(Template, "$.template", SummaryTemplate.NameLimit);
        return objections.Or(new SummaryWish(Span?.Read(objections), VisitId is null ? null : objections.Id<VisitId>(VisitId, "$.visitId"), Template, ByModel == true));
    }
}

/// <summary>What <see cref="NewSummaryBody"/> means, without the conversation, which stands in the address.</summary>
internal sealed record SummaryWish(SummarySpan? Span, VisitId? Visit, string? Template, bool ByModel)
{
    public NewSummary Of(ConversationId conversation) => new(conversation, Span, Visit, Template, ByModel);
}

/// <summary>Sequences, both ends included; the end may lie beyond the head.</summary>
internal sealed class SpanBody
{
    [Required, Range(1, Sequence.Limit - 1)]
    public long? From { get; init; }

    [Required, Range(1, Sequence.Limit - 1)]
    public long? To { get; init; }

    public SummarySpan Read(Objections objections)
    {
        var span = new SummarySpan(objections.Sequence(From, "$.span.from"), objections.Sequence(To, "$.span.to"));
        if (span.From > span.To) objections.Add("$.span.to", "must not be before from");
        return span;
    }
}

/// <summary>The whole text, and the revision that it was made from.</summary>
internal sealed class SummaryEditBody : IBody<SummaryEdit>
{
    /// <summary>Of each kind one.</summary>
    private const int MostSections = 6;

    [Required, Range(1, int.MaxValue)]
    public int? Revision { get; init; }

    /// <summary>May be empty until it is signed.</summary>
    [Required, MaxLength(TextRules.TopicLimit)]
    public string? Topic { get; init; }

    [Required, MaxLength(MostSections)]
    public IReadOnlyList<SectionBody?>? Sections { get; init; }

    public Outcome<SummaryEdit> Read()
    {
        var objections = new Objections();
        objections.Required(Revision, "$.revision");
        objections.Required(Topic, "$.topic");
        objections.Required(Sections, "$.sections");
        if (Sections?.Count > MostSections) objections.Add("$.sections", "must have at most 6 items");
        var sections = (Sections ?? []).Take(MostSections).Select((section, index) => SectionBody.Read(section, objections, $"$.sections[{index}]")).ToList();
        if (objections.Refusal is { } refusal) return refusal;
        var text = new SummaryText(new ClinicalText(Topic!), sections);
        return SummaryRules.Objection(text) is { } objection ? objection : new SummaryEdit(Revision.GetValueOrDefault(), text);
    }
}

internal sealed record SummaryEdit(int Revision, SummaryText Text);

internal sealed class SectionBody
{
    [Required, OneOf(typeof(SummaryCodes), nameof(SummaryCodes.Section))]
    public string? Kind { get; init; }

    [Required, MaxLength(SummaryRules.SectionLimit)]
    public string? Text { get; init; }

    public static SummarySection Read(SectionBody? section, Objections objections, string path)
    {
        if (!objections.Required(section, path)) return new SummarySection(default, default);
        objections.Required(section.Text, path + ".text");
        return new SummarySection(objections.Word(section.Kind, path + ".kind", SummaryCodes.Section), new ClinicalText(section.Text ?? ""));
    }
}

/// <summary>Which revision was read.</summary>
internal sealed class SummaryRevisionBody : IBody<int>
{
    [Required, Range(1, int.MaxValue)]
    public int? Revision { get; init; }

    public Outcome<int> Read()
    {
        var objections = new Objections();
        objections.Required(Revision, "$.revision");
        return objections.Or(Revision.GetValueOrDefault());
    }
}

/// <summary>Which signed version.</summary>
internal sealed class SummaryVersionBody : IBody<int>
{
    [Required, Range(1, int.MaxValue)]
    public int? Version { get; init; }

    public Outcome<int> Read()
    {
        var objections = new Objections();
        if (objections.Required(Version, "$.version") && Version < 1) objections.Add("$.version", "must be an integer from 1");
        return objections.Or(Version.GetValueOrDefault());
    }
}

/// <summary>A signature under what was read.</summary>
internal sealed class SignatureBody : IBody<SummarySignature>
{
    [Required, Range(1, int.MaxValue)]
    public int? Revision { get; init; }

    /// <summary>The <c>sourcesHead</c> that was shown: changes of the messages up to there are known to who signs.</summary>
    [Range(1, Sequence.Limit - 1)]
    public long? SourcesSeen { get; init; }

    /// <summary>Whether the patient is given the instructions with it.</summary>
    public bool? Share { get; init; }

    public Outcome<SummarySignature> Read()
    {
        var objections = new Objections();
        objections.Required(Revision, "$.revision");
        return objections.Or(new SummarySignature(Revision.GetValueOrDefault(), SourcesSeen is null ? null : objections.Sequence(SourcesSeen, "$.sourcesSeen"), Share == true));
    }
}

/// <summary>Why it is corrected, in the clinician's words.</summary>
internal sealed class SummaryCorrectionBody : IBody<ClinicalText>
{
    [Required, MaxLength(SummaryRules.ReasonLimit)]
    public string? Reason { get; init; }

    public Outcome<ClinicalText> Read()
    {
        var objections = new Objections();
        return objections.Or(objections.Words(Reason, "$.reason", SummaryRules.ReasonLimit));
    }
}

/// <summary>Why it should never have been signed: a code, no words.</summary>
internal sealed class SummaryErrorBody : IBody<ErrorReason>
{
    [Required, OneOf(typeof(SummaryCodes), nameof(SummaryCodes.Error))]
    public string? Reason { get; init; }

    public Outcome<ErrorReason> Read()
    {
        var objections = new Objections();
        return objections.Or(objections.Word(Reason, "$.reason", SummaryCodes.Error));
    }
}
