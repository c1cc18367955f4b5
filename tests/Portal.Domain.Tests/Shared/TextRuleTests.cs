using System.Globalization;
using System.Text;
using Portal.Domain.Shared;

namespace Portal.Domain.Tests.Shared;

public class TextRuleTests
{
    /// <summary>Unicode 17.0, DerivedCoreProperties.txt, Default_Ignorable_Code_Point.</summary>
    private const string Ignorable =
        "00AD 034F 061C 115F-1160 17B4-17B5 180B-180F 200B-200F 202A-202E 2060-206F 3164 FE00-FE0F FEFF FFA0 FFF0-FFF8 1BCA0-1BCA3 1D173-1D17A E0000-E0FFF";

    /// <summary>Unicode 17.0, PropList.txt, White_Space, without the control characters among them that are refused as such.</summary>
    private const string WhiteSpace = "0009-000A 000D 0020 00A0 1680 2000-200A 2028-2029 202F 205F 3000";

    [Theory]
    [InlineData("a")]
    [InlineData("Does it hurt?\r\n\tYes.")]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("👩🏽‍⚕️")]
    [InlineData("👨‍👩‍👧‍👦")]
    [InlineData("🇪🇸")]
    [InlineData("❤️")]
    [InlineData("שלום, כואב לי הראש")]
    [InlineData("مرحبا ‏123‏")]
    [InlineData("e\u0301")]
    [InlineData("\u0301")]
    [InlineData("Z̸̢̛̖̬͈͉͖͇͈̭̥̓̌̾͊̊̂̄̄̍̅̂͌́ͅa̡̬̼l̶̪g͎̼̠̪o̷̫")]
    [InlineData("\u06DD")]
    [InlineData("\u0600")]
    [InlineData("\U00013430")]
    [InlineData("\uFFFD")]
    [InlineData("\u2800")]
    [InlineData(" a ")]
    [InlineData("\u200Ba")]
    public void What_a_person_can_type_and_another_can_read_may_stand(string text) => Assert.Null(TextRules.Objection(text, TextRules.MessageLimit));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Nothing_at_all_is_refused(string? text) => Assert.Equal("must not be empty", TextRules.Objection(text, 10));

    [Fact]
    public void Of_all_characters_alone_exactly_control_ignorable_and_white_ones_are_refused()
    {
        var unreadable = Parse(Ignorable).Concat(Parse(WhiteSpace)).ToHashSet();
        var wrong = Enumerable.Range(0, 0x110000).Where(Rune.IsValid).Where(value =>
        {
            var expected = Rune.GetUnicodeCategory(new Rune(value)) == UnicodeCategory.Control && value is not ('\t' or '\n' or '\r')
                ? "must not contain control characters"
                : unreadable.Contains(value) ? "must contain something to read" : null;
            return TextRules.Objection(char.ConvertFromUtf32(value), 2) != expected;
        });
        Assert.Empty(wrong.Take(5).Select(value => value.ToString("X4", CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void Any_mixture_of_white_and_ignorable_characters_is_refused() =>
        Assert.Equal("must contain something to read", TextRules.Objection(string.Concat(Parse(Ignorable).Concat(Parse(WhiteSpace)).Select(char.ConvertFromUtf32)), 100_000));

    [Theory]
    [InlineData('\0')]
    [InlineData('\b')]
    [InlineData('\u001B')]
    [InlineData('\v')]
    [InlineData('\f')]
    [InlineData('\u007F')]
    [InlineData('\u0085')]
    [InlineData('\u009F')]
    public void A_control_character_is_refused_at_any_place(char control)
    {
        foreach (var text in new[] { $"{control}text", $"te{control}xt", $"text{control}", $"👩{control}👩" })
            Assert.Equal("must not contain control characters", TextRules.Objection(text, 100));
    }

    [Fact]
    public void Half_a_surrogate_pair_is_refused() =>
        Assert.All( // not as inline data: attributes are stored as UTF-8, which cannot hold these
            ["\uD83D", "\uDC69", "a\uD83D", "a\uD83Db", "\uDC69\uD83D", "\uD83D\uD83D\uDC69", "\uD83D\uDC69\uDC69"],
            text => Assert.Equal("must not contain unpaired surrogates", TextRules.Objection(text, 100)));

    [Fact]
    public void The_limit_counts_UTF_16_code_units_and_is_included()
    {
        Assert.Null(TextRules.Objection(new string('a', TextRules.MessageLimit), TextRules.MessageLimit));
        Assert.Equal("must have at most 8000 UTF-16 code units", TextRules.Objection(new string('a', TextRules.MessageLimit + 1), TextRules.MessageLimit));
        Assert.Null(TextRules.Objection("👩👩", 4));
        Assert.NotNull(TextRules.Objection("👩👩", 3));
    }

    [Fact]
    public void An_objection_repeats_nothing_of_the_text() =>
        Assert.All(
            new[] { "marker\0", "marker\uD800", new string('m', 20) },
            text => Assert.DoesNotContain("m", TextRules.Objection(text, 10)!.Replace("must", "", StringComparison.Ordinal)
                .Replace("most", "", StringComparison.Ordinal).Replace("something", "", StringComparison.Ordinal), StringComparison.Ordinal));

    private static IEnumerable<int> Parse(string ranges) =>
        from range in ranges.Split(' ')
        let ends = range.Split('-').Select(end => int.Parse(end, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToArray()
        from value in Enumerable.Range(ends[0], ends[^1] - ends[0] + 1)
        select value;
}
