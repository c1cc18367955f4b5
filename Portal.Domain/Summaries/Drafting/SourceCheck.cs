using Portal.Domain.Shared;

namespace Portal.Domain.Summaries.Drafting;

/// <summary>
/// Looks whether the messages that a model's sentence names can have said it. What cannot loses its sources, and the screen marks it as having none. That is a sieve and no
/// proof: a sentence that passes still wants a clinician's eyes.
/// </summary>
public static class SourceCheck
{
    /// <summary>Shorter words (articles, pronouns) are in every message.</summary>
    private const int ShortestWord = 4;

    /// <summary>The draft with the sources that hold: of the span, sharing a word of weight with the sentence; and none at all where a number of the sentence is in none of them.</summary>
    public static SummaryDraft Of(SummaryDraft draft, IReadOnlyList<SpanMessage> messages)
    {
        var known = messages.ToDictionary(message => message.Sequence, message => Sentences.Words(message.Text.Reveal()).ToHashSet());
        return draft with { Sections = [.. draft.Sections.Select(section => section with { Sentences = [.. section.Sentences.Select(sentence => sentence with { Sources = Held(sentence, known) })] })] };
    }

    private static List<Sequence> Held(SummarySentence sentence, Dictionary<Sequence, HashSet<string>> known)
    {
        var words = Sentences.Words(sentence.Text.Reveal());
        var held = sentence.Sources.Distinct().Where(source => known.TryGetValue(source, out var said) && words.Any(word => word.Length >= ShortestWord && said.Contains(word))).Order().ToList();
        var numbers = words.Where(word => char.IsDigit(word[0]));
        return numbers.All(number => held.Exists(source => known[source].Contains(number))) ? held : [];
    }
}
