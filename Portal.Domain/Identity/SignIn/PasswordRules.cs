using System.Text;

namespace Portal.Domain.Identity.SignIn;

/// <summary>Why a password cannot be taken.</summary>
public enum PasswordObjection
{
    TooShort,
    TooLong,

    /// <summary>Common, or made of words that anybody would try for this person or this product.</summary>
    Guessable,

    /// <summary>Not text: an unpaired surrogate, which no keyboard writes twice in the same way.</summary>
    NotText,
}

/// <summary>
/// What a password must be (NIST SP 800-63B, section 3.1.1): long, not guessable, and nothing else: any characters, no composition, no rotation. Lengths
/// are Unicode code points after normalisation.
/// </summary>
public static class PasswordRules
{
    public const int Shortest = 15;
    public const int Longest = 128;

    /// <summary>UTF-16 code units, before normalisation: more is not looked at.</summary>
    public const int LongestTyped = 1024;

    /// <summary>Words of this many letters and more make a password guessable when they are most of it.</summary>
    private const int WordCounts = 4;

    /// <summary>The form in which a password is compared and hashed, so that two keyboards that write an accent differently agree (NFKC).</summary>
    /// <exception cref="ArgumentException">An unpaired surrogate.</exception>
    public static string Normalize(string password) => password.Normalize(NormalizationForm.FormKC);

    /// <summary>
    /// Null when the password may stand. <paramref name="personal"/> are the person's own words (user name, mail address, name) and the product's;
    /// <paramref name="isCommon"/> says whether a folded password (see <see cref="Fold"/>) is on the list of common ones.
    /// </summary>
    public static PasswordObjection? Objection(string password, IEnumerable<string> personal, Func<string, bool> isCommon)
    {
        if (password.Length > LongestTyped) return PasswordObjection.TooLong;
        if (!IsText(password)) return PasswordObjection.NotText;
        var normal = Normalize(password);
        var length = normal.EnumerateRunes().Count();
        if (length < Shortest) return PasswordObjection.TooShort;
        if (length > Longest) return PasswordObjection.TooLong;
        var folded = Fold(normal);
        return IsRepetitive(folded) || IsRun(folded) || Readings(folded).Any(isCommon) || IsMostly(folded, personal, isCommon)
            ? PasswordObjection.Guessable
            : null;
    }

    public static string Code(PasswordObjection objection) => objection switch
    {
        PasswordObjection.TooShort => "password-too-short",
        PasswordObjection.TooLong => "password-too-long",
        PasswordObjection.Guessable => "password-guessable",
        PasswordObjection.NotText => "password-not-text",
    };

    /// <summary>Small letters and digits without spaces and punctuation; <c>@</c> and <c>$</c> are read as the letters they stand for.</summary>
    public static string Fold(string password)
    {
        var folded = new StringBuilder(password.Length);
        foreach (var rune in password.ToLowerInvariant().EnumerateRunes())
        {
            var letter = rune.Value switch { '@' => 'a', '$' => 's', _ => '\0' };
            if (letter != '\0') folded.Append(letter);
            else if (Rune.IsLetterOrDigit(rune) || rune.Value > 0x7F) folded.Append(rune.ToString());
        }

        return folded.ToString();
    }

    private static bool IsText(string password)
    {
        for (var index = 0; index < password.Length; index++)
        {
            if (!Rune.TryGetRuneAt(password, index, out var rune)) return false;
            index += rune.Utf16SequenceLength - 1;
        }

        return true;
    }

    /// <summary>Fewer than five different signs, or a short piece again and again.</summary>
    private static bool IsRepetitive(string folded)
    {
        if (folded.Distinct().Count() < 5) return true;
        for (var piece = 1; piece <= folded.Length / 2; piece++)
        {
            var repeats = true;
            for (var index = piece; repeats && index < folded.Length; index++) repeats = folded[index] == folded[index - piece];
            if (repeats) return true;
        }

        return false;
    }

    /// <summary>Most steps from sign to sign are one up or one down: <c>abcdefgh...</c>, <c>987654...</c>.</summary>
    private static bool IsRun(string folded)
    {
        var steps = folded.Zip(folded.Skip(1), (left, right) => Math.Abs(right - left) == 1).Count(step => step);
        return folded.Length > 1 && steps * 4 >= (folded.Length - 1) * 3;
    }

    /// <summary>As it stands, without the numbers at its ends, and with the digits inside read as letters: <c>P4ssw0rd2024</c> is <c>password</c>.</summary>
    private static IEnumerable<string> Readings(string folded)
    {
        var word = TrimNumbers(folded);
        return [folded, word, word.Replace('0', 'o').Replace('1', 'i').Replace('3', 'e').Replace('4', 'a').Replace('5', 's').Replace('7', 't')];
    }

    private static string TrimNumbers(string folded) => folded.Trim('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');

    /// <summary>What is left when the known words are taken out is too little to guess at.</summary>
    private static bool IsMostly(string folded, IEnumerable<string> personal, Func<string, bool> isCommon)
    {
        var left = folded;
        foreach (var word in personal.SelectMany(Words).Distinct().OrderByDescending(word => word.Length)) left = left.Replace(word, "", StringComparison.Ordinal);
        var letters = TrimNumbers(left);
        return left.Length < folded.Length && (letters.Length < WordCounts * 2 || Readings(left).Any(isCommon));
    }

    private static IEnumerable<string> Words(string text) =>
        text.Split(['.', '-', '_', '@', ' ', '+'], StringSplitOptions.RemoveEmptyEntries).Append(text).Select(Fold).Where(word => word.Length >= WordCounts);
}
