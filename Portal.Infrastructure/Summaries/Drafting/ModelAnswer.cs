using System.Text.Json;
using Portal.Domain.Shared;
using Portal.Domain.Summaries;
using Portal.Domain.Summaries.Drafting;

namespace Portal.Infrastructure.Summaries.Drafting;

/// <summary>Reads what a model answered, as strictly as anything that comes from outside: what does not fit is no draft.</summary>
internal static class ModelAnswer
{
    private const int MostSentences = 200;

    public static string WordOf(SectionKind kind) => kind switch
    {
        SectionKind.Reason => "reason",
        SectionKind.History => "history",
        SectionKind.Assessment => "assessment",
        SectionKind.Plan => "plan",
        SectionKind.FollowUp => "follow-up",
        SectionKind.Instructions => "instructions",
    };

    /// <summary>Null where it is no draft of the template, or says nothing.</summary>
    public static SummaryDraft? Read(string? answer, DraftSource source, string model)
    {
        try
        {
            using var document = JsonDocument.Parse(Bare(answer));
            var root = document.RootElement;
            var topic = root.TryGetProperty("topic", out var line) ? line.GetString() : null;
            var found = new Dictionary<SectionKind, List<SummarySentence>>();
            foreach (var section in root.GetProperty("sections").EnumerateArray())
            {
                var word = section.GetProperty("kind").GetString();
                var kind = source.Template.Sections.FirstOrDefault(one => WordOf(one) == word);
                if (kind == default || !found.TryAdd(kind, [.. section.GetProperty("sentences").EnumerateArray().Take(MostSentences).Select(Sentence)])) return null;
            }

            var draft = new SummaryDraft(
                TextRules.Objection(topic, TextRules.TopicLimit) is null ? new ClinicalText(topic!) : source.Topic,
                [.. source.Template.Sections.Select(kind => new DraftSection(kind, found.GetValueOrDefault(kind, [])))],
                DraftOrigin.Model,
                model);
            return draft.Sections.Any(section => section.Sentences.Count > 0) && SummaryRules.Objection(SummaryText.Of(draft)) is null ? draft : null;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return null;
        }
    }

    private static SummarySentence Sentence(JsonElement sentence)
    {
        var text = sentence.GetProperty("text").GetString();
        if (TextRules.Objection(text, SummaryRules.SectionLimit) is not null || text!.Contains('\n', StringComparison.Ordinal)) throw new FormatException("A sentence that cannot stand.");
        var sources = sentence.TryGetProperty("sources", out var named) ? named.EnumerateArray().Select(source => new Sequence(source.GetInt64())).ToList() : [];
        return new SummarySentence(new ClinicalText(text), sources);
    }

    /// <summary>Some models put their JSON into a Markdown fence whatever they are told.</summary>
    private static string Bare(string? answer)
    {
        var text = (answer ?? "").Trim();
        if (!text.StartsWith("```", StringComparison.Ordinal) || !text.EndsWith("```", StringComparison.Ordinal) || text.Length < 6) return text;
        var inner = text[3..^3];
        var start = inner.IndexOf('{', StringComparison.Ordinal);
        return start < 0 ? inner : inner[start..];
    }
}
