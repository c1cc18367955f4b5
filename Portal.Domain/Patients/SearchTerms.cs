using System.Globalization;
using System.Text;
using Portal.Domain.Shared;

namespace Portal.Domain.Patients;

/// <summary>
/// The words that a patient is found by, and those of a question, in one form: Unicode NFKD without marks, case folded, apostrophes left out, so that
/// <c>O’Brien</c>, <c>OBRIEN</c> and <c>o'brien</c> are one word. Birth dates are ISO 8601 dates; an identifier's value is one word whatever is in it.
/// </summary>
public static class SearchTerms
{
    /// <summary>Characters of a question, and words in it.</summary>
    public const int QuestionLimit = 200;

    public const int WordLimit = 10;

    private const string DateFormat = "yyyy-MM-dd";

    /// <summary>Each once.</summary>
    public static IReadOnlyCollection<string> OfPatient(HumanName name, DateOnly? birthDate, IEnumerable<string> identifierValues)
    {
        var terms = new HashSet<string>(StringComparer.Ordinal);
        terms.UnionWith(Words(name.Given));
        terms.UnionWith(Words(name.Family));
        foreach (var value in identifierValues)
            if (Value(value) is { Length: > 0 } whole) terms.Add(whole);
        if (birthDate is { } date) terms.Add(Date(date));
        return terms;
    }

    /// <summary>
    /// What is asked for. A patient matches when every word does. Null where there is nothing to ask for, more than <see cref="WordLimit"/> words, or what
    /// nobody can type.
    /// </summary>
    public static SearchQuestion? Ask(string question)
    {
        if (TextRules.Objection(question, QuestionLimit) is not null) return null;
        var words = question.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries).Select(Word).Where(word => word.Whole.Length > 0).ToList();
        return words.Count is 0 or > WordLimit ? null : new SearchQuestion(words, Value(question));
    }

    /// <summary>A hyphenated name is found by its parts, an identifier or a birth date only as a whole; which one it is meant as is not known.</summary>
    private static SearchWord Word(string typed)
    {
        var isDate = DateOnly.TryParseExact(typed, DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date);
        return new SearchWord(isDate ? Date(date) : Value(typed), [.. Words(typed).Distinct(StringComparer.Ordinal)]);
    }

    private static string Date(DateOnly date) => "born " + date.ToString(DateFormat, CultureInfo.InvariantCulture);

    private static IEnumerable<string> Words(string text)
    {
        var word = new StringBuilder();
        foreach (var rune in Fold(text).EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune)) word.Append(rune);
            else if (IsApostrophe(rune)) continue;
            else if (word.Length > 0)
            {
                yield return word.ToString();
                word.Clear();
            }
        }

        if (word.Length > 0) yield return word.ToString();
    }

    private static string Value(string text) => string.Concat(Fold(text).Where(letter => !char.IsWhiteSpace(letter)));

    private static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var rune in text.Normalize(NormalizationForm.FormKD).EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format) continue;
            switch (rune.Value)
            {
                case 'ß' or 'ẞ':
                    folded.Append("ss");
                    break;
                case 'ı':
                    folded.Append('i');
                    break;
                default:
                    // Up and down again: letters with two small forms (the Greek sigma) become one.
                    folded.Append(Rune.ToLowerInvariant(Rune.ToUpperInvariant(rune)));
                    break;
            }
        }

        return folded.ToString();
    }

    private static bool IsApostrophe(Rune rune) => rune.Value is '\'' or '’' or '‘' or 'ʼ' or 'ʻ' or '`' or '´' or '′';
}

/// <summary>The words of a question, all of which must match; or else the whole of it is an identifier's value, as one with spaces in it.</summary>
public sealed record SearchQuestion(IReadOnlyList<SearchWord> Words, string Whole)
{
    public override string ToString() => ClinicalText.Redacted;
}

/// <summary>It matches where <paramref name="Whole"/> is a term of the patient, or all of <paramref name="Parts"/> (where there are any) are.</summary>
public sealed record SearchWord(string Whole, IReadOnlyList<string> Parts)
{
    public override string ToString() => ClinicalText.Redacted;
}
