using System.Text.RegularExpressions;

namespace Portal.Domain.Summaries.Drafting;

/// <summary>Finds the cues of a sentence: each phrase is looked up by its first word, so that the cost grows with the sentence and not with the lists.</summary>
internal static partial class CueFinder
{
    private static readonly Dictionary<string, List<Phrase>> Whole = [];

    /// <summary>Words that stand for all that begin with them, by their first letters.</summary>
    private static readonly Dictionary<string, List<Stem>> Stems = [];

    private const int StemKey = 3;

    static CueFinder()
    {
        foreach (var language in new[] { CueWords.English, CueWords.Spanish })
            foreach (var (cue, phrases) in language)
                foreach (var phrase in phrases) Add(cue, phrase);
    }

    private sealed record Phrase(string[] Words, Cue Cue);

    private sealed record Stem(string Start, Cue Cue);

    /// <summary>In either language, whichever the rest is in: people mix them.</summary>
    public static Cue Of(string sentence)
    {
        var words = Sentences.Words(sentence);
        var found = sentence.Contains('?', StringComparison.Ordinal) ? Cue.Question : Cue.None;
        for (var index = 0; index < words.Count; index++)
        {
            var word = words[index];
            if (Whole.TryGetValue(word, out var phrases))
                foreach (var phrase in phrases)
                    if (Counts(phrase.Cue, index) && Begins(words, index, phrase.Words)) found |= phrase.Cue;
            if (word.Length >= StemKey && Stems.TryGetValue(word[..StemKey], out var stems))
                foreach (var stem in stems)
                    if (word.StartsWith(stem.Start, StringComparison.Ordinal)) found |= stem.Cue;
            if (Drug().IsMatch(word)) found |= Cue.Medication;
        }

        return Dose().IsMatch(sentence) ? found | Cue.Medication : found;
    }

    /// <summary>"Yes" and "hello" are meant where a sentence begins with them.</summary>
    private static bool Counts(Cue cue, int index) => index == 0 || (cue & (Cue.Agreement | Cue.Courtesy)) == Cue.None;

    private static bool Begins(IReadOnlyList<string> words, int start, string[] phrase)
    {
        if (start + phrase.Length > words.Count) return false;
        for (var index = 1; index < phrase.Length; index++)
            if (words[start + index] != phrase[index]) return false;
        return true;
    }

    private static void Add(Cue cue, string phrase)
    {
        if (phrase.EndsWith('*'))
        {
            var start = phrase[..^1];
            List(Stems, start[..StemKey]).Add(new Stem(start, cue));
            return;
        }

        var words = phrase.Split(' ');
        List(Whole, words[0]).Add(new Phrase(words, cue));
    }

    private static List<T> List<T>(Dictionary<string, List<T>> lists, string key) => lists.TryGetValue(key, out var list) ? list : lists[key] = [];

    /// <summary>A number with a unit that medicines are measured in.</summary>
    [GeneratedRegex(@"\d ?(?:mg|mcg|µg|ug|g|ml|iu|ui|units|unidades|puffs)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Dose();

    /// <summary>Stems of the WHO's list of international nonproprietary names that few other words end in, in English and Spanish forms.</summary>
    [GeneratedRegex("^[a-z]{3,}(?:dipin[ao]?|dipine|prile?|sartan|olol|statina?|cilina?|cillin|mycin|micina|floxacina?|oxacin|prazole?|azole?|idone|semide|semida|tidine|tidina|gliptina?|gliflozina?|xaban|parina?|setron|triptan)$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Drug();
}
