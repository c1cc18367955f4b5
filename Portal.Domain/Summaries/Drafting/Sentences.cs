using System.Globalization;
using System.Text;

namespace Portal.Domain.Summaries.Drafting;

/// <summary>Text into sentences, and sentences into words that can be compared.</summary>
internal static class Sentences
{
    /// <summary>A sentence longer than this is cut where a word ends.</summary>
    public const int Longest = 400;

    /// <summary>Shortened words whose full stop ends no sentence.</summary>
    private static readonly HashSet<string> Shortened = ["dr", "dra", "mr", "mrs", "ms", "sr", "sra", "st", "vs", "approx", "aprox", "eg", "ie", "ej", "tel"];

    /// <summary>Each as it was written, with runs of white space made one space. A dot inside a number or behind a shortened word ends nothing.</summary>
    public static IReadOnlyList<string> Of(string text)
    {
        var found = new List<string>();
        var start = 0;
        for (var index = 0; index < text.Length; index++)
        {
            if (!Ends(text, index)) continue;
            while (index + 1 < text.Length && IsEnd(text[index + 1])) index++;
            Add(found, text[start..(index + 1)]);
            start = index + 1;
        }

        Add(found, text[start..]);
        return found;
    }

    /// <summary>Letters and digits in folded form: lower case, without marks; apostrophes join what they stand between.</summary>
    public static IReadOnlyList<string> Words(string sentence)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var letter in Fold(sentence))
        {
            if (char.IsLetterOrDigit(letter)) word.Append(letter);
            else if (letter is not ('\'' or '’')) Flush(words, word);
        }

        Flush(words, word);
        return words;
    }

    public static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var letter in text.Normalize(NormalizationForm.FormD))
            if (CharUnicodeInfo.GetUnicodeCategory(letter) != UnicodeCategory.NonSpacingMark) folded.Append(char.ToLowerInvariant(letter));
        return folded.ToString();
    }

    private static void Flush(List<string> words, StringBuilder word)
    {
        if (word.Length == 0) return;
        words.Add(word.ToString());
        word.Clear();
    }

    private static bool Ends(string text, int index)
    {
        if (text[index] is '\n' or '?' or '!' or '…') return true;
        if (text[index] != '.') return false;
        if (index + 1 < text.Length && !char.IsWhiteSpace(text[index + 1]) && !IsEnd(text[index + 1])) return false;
        var before = index;
        while (before > 0 && char.IsLetter(text[before - 1])) before--;
        return !(index + 1 < text.Length && Shortened.Contains(text[before..index].ToLowerInvariant()));
    }

    private static bool IsEnd(char letter) => letter is '.' or '?' or '!' or '…' or '"' or '”' or ')' or '\n';

    private static void Add(List<string> found, string piece)
    {
        var sentence = string.Join(' ', piece.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));
        if (sentence.Any(char.IsLetterOrDigit)) found.Add(Short(sentence));
    }

    /// <summary>Cut between words, never inside a surrogate pair.</summary>
    private static string Short(string sentence)
    {
        if (sentence.Length <= Longest) return sentence;
        var end = sentence.LastIndexOf(' ', Longest);
        if (end <= 0) end = char.IsHighSurrogate(sentence[Longest - 1]) ? Longest - 1 : Longest;
        return sentence[..end] + "…";
    }
}
