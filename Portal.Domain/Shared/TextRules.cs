using System.Globalization;
using System.Text;

namespace Portal.Domain.Shared;

/// <summary>
/// What a person may write. Nothing is trimmed or normalised: what is accepted arrives to the letter, so what cannot is refused.
/// Lengths are UTF-16 code units.
/// </summary>
public static class TextRules
{
    public const int MessageLimit = 8_000;
    public const int TopicLimit = 200;
    public const int NameLimit = 200;

    /// <summary>Null when the text may stand, else why not, in words that repeat nothing of it.</summary>
    public static string? Objection(string? text, int limit)
    {
        if (string.IsNullOrEmpty(text)) return "must not be empty";
        if (text.Length > limit) return $"must have at most {limit.ToString(CultureInfo.InvariantCulture)} UTF-16 code units";
        var visible = false;
        for (var index = 0; index < text.Length; index++)
        {
            if (!Rune.TryGetRuneAt(text, index, out var rune)) return "must not contain unpaired surrogates";
            if (Rune.GetUnicodeCategory(rune) == UnicodeCategory.Control && rune.Value is not ('\t' or '\n' or '\r')) return "must not contain control characters";
            visible |= !IsBlank(rune);
            index += rune.Utf16SequenceLength - 1;
        }

        return visible ? null : "must contain something to read";
    }

    /// <summary>
    /// White space, and characters that are drawn as nothing: Default_Ignorable_Code_Point of Unicode's DerivedCoreProperties.txt. Other format
    /// characters (Arabic number signs, hieroglyph joiners) are drawn, so they are something to read.
    /// </summary>
    private static bool IsBlank(Rune rune) =>
        Rune.IsWhiteSpace(rune)
        || rune.Value is 0x00AD or 0x034F or 0x061C or 0x3164 or 0xFEFF or 0xFFA0
            or (>= 0x115F and <= 0x1160) or (>= 0x17B4 and <= 0x17B5) or (>= 0x180B and <= 0x180F) or (>= 0x200B and <= 0x200F)
            or (>= 0x202A and <= 0x202E) or (>= 0x2060 and <= 0x206F) or (>= 0xFE00 and <= 0xFE0F) or (>= 0xFFF0 and <= 0xFFF8)
            or (>= 0x1BCA0 and <= 0x1BCA3) or (>= 0x1D173 and <= 0x1D17A) or (>= 0xE0000 and <= 0xE0FFF);
}
