using System.Globalization;
using Portal.Domain.Shared;

namespace Portal.Domain.Summaries;

/// <summary>What the words of a summary may be, and how far one may reach.</summary>
public static class SummaryRules
{
    public const int SectionLimit = 8_000;
    public const int ReasonLimit = 500;
    public const int LanguageLimit = 35;

    /// <summary>Messages in one summary.</summary>
    public const int MostMessages = 2_000;

    /// <summary>Null when the text may be kept; an unfinished one may be empty anywhere. The path is that of the public contract's body.</summary>
    public static Refusal? Objection(SummaryText text)
    {
        if (Words(text.Topic, TextRules.TopicLimit) is { } topic) return Refusal.Invalid("$.topic", topic);
        var seen = new HashSet<SectionKind>();
        for (var index = 0; index < text.Sections.Count; index++)
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"$.sections[{index}]");
            if (!seen.Add(text.Sections[index].Kind)) return Refusal.Invalid(path, "must not repeat a kind");
            if (Words(text.Sections[index].Text, SectionLimit) is { } objection) return Refusal.Invalid(path + ".text", objection);
        }

        return null;
    }

    /// <summary>What a summary is written in: Spanish where the patient's language is Spanish of any country, else English.</summary>
    public static string Language(string? patients) => IsSpanish(patients) ? "es" : "en";

    internal static bool IsSpanish(string? language) =>
        language is not null && (language.Equals("es", StringComparison.OrdinalIgnoreCase) || language.StartsWith("es-", StringComparison.OrdinalIgnoreCase));

    private static string? Words(ClinicalText text, int limit) => string.IsNullOrWhiteSpace(text.Reveal()) && text.Reveal().Length <= limit ? null : TextRules.Objection(text.Reveal(), limit);
}
