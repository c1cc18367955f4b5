using Portal.Domain.Shared;

namespace Portal.Domain.Summaries;

/// <summary>One sentence of a draft and the events of the conversation that it was made from; with none the screen marks it.</summary>
public sealed record SummarySentence(ClinicalText Text, IReadOnlyList<Sequence> Sources);

public sealed record DraftSection(SectionKind Kind, IReadOnlyList<SummarySentence> Sentences);

/// <summary>
/// What a clinician starts from and compares with. It never changes, is never filed, and never leaves the portal.
/// <paramref name="Model"/>: the model's name, where one wrote it.
/// <paramref name="Trouble"/>: why a model that was asked did not write it.
/// </summary>
public sealed record SummaryDraft(ClinicalText Topic, IReadOnlyList<DraftSection> Sections, DraftOrigin Origin, string? Model = null, ModelTrouble? Trouble = null);

/// <summary>What the clinician edits and signs.</summary>
public sealed record SummarySection(SectionKind Kind, ClinicalText Text);

/// <summary>A summary's words: the subject line and the sections, each kind at most once.</summary>
public sealed record SummaryText(ClinicalText Topic, IReadOnlyList<SummarySection> Sections)
{
    /// <summary>The words of a draft as the text to begin with: one sentence a line, an empty section where nothing was found for it.</summary>
    public static SummaryText Of(SummaryDraft draft) =>
        new(draft.Topic, [.. draft.Sections.Select(section => new SummarySection(section.Kind, new ClinicalText(string.Join('\n', section.Sentences.Select(one => one.Text.Reveal())))))]);

    public ClinicalText? Of(SectionKind kind) => Sections.FirstOrDefault(section => section.Kind == kind)?.Text;

    /// <summary>Without the sections that say nothing.</summary>
    public SummaryText Filled() => this with { Sections = [.. Sections.Where(section => !string.IsNullOrWhiteSpace(section.Text.Reveal())).OrderBy(section => section.Kind)] };
}

/// <summary>The events of a conversation that a summary is about, both ends included.</summary>
public sealed record SummarySpan(Sequence From, Sequence To)
{
    public bool Covers(Sequence sequence) => From <= sequence && sequence <= To;
}

/// <summary>The time that a summary is about, UTC, both ends included.</summary>
public sealed record SummaryPeriod(DateTimeOffset From, DateTimeOffset To);
