using Portal.Web.Summaries.Editing;
using Xunit;

namespace Portal.Components.Tests.Summaries;

public sealed class WordDifferenceTests
{
    [Theory]
    [InlineData("", "", "")]
    [InlineData("one two", "one two", " one two")]
    [InlineData("", "new", "+new")]
    [InlineData("old", "", "-old")]
    [InlineData("take 5 mg daily", "take 10 mg daily", " take |-5|+10|  mg daily")]
    [InlineData("a b c", "a c", " a |-b | c")]
    [InlineData("rest", "rest well", " rest|+ well")]
    [InlineData("one\ntwo", "one\n\ntwo", " one|-\n|+\n\n| two")]
    public void What_went_and_what_came_is_told_word_by_word(string before, string after, string told)
    {
        var parts = WordDifference.Of(before, after);
        Assert.Equal(told, string.Join('|', parts.Select(part => Sign(part.Kind) + part.Text)));
    }

    /// <summary>Whatever the texts: without what came it is the one before, without what went the one after.</summary>
    [Fact]
    public void Both_texts_can_be_read_out_of_it_to_the_letter()
    {
        var random = new Random(4);
        for (var round = 0; round < 300; round++)
        {
            var (before, after) = (Words(random), Words(random));
            var parts = WordDifference.Of(before, after);
            Assert.Equal(before, string.Concat(parts.Where(part => part.Kind != DifferenceKind.Added).Select(part => part.Text)));
            Assert.Equal(after, string.Concat(parts.Where(part => part.Kind != DifferenceKind.Removed).Select(part => part.Text)));
        }
    }

    [Fact]
    public void Two_long_texts_without_a_common_word_are_replaced_as_a_whole()
    {
        var (before, after) = (Long('a'), Long('b'));
        Assert.Equal([new(DifferenceKind.Removed, before), new(DifferenceKind.Added, after)], WordDifference.Of(before, after));
    }

    private static char Sign(DifferenceKind kind) => kind switch
    {
        DifferenceKind.Same => ' ',
        DifferenceKind.Removed => '-',
        DifferenceKind.Added => '+',
    };

    private static string Words(Random random) => string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => random.GetItems<string>(["a", "b", "c", " ", "  ", "\n"], 1)[0]));

    private static string Long(char letter) => string.Concat(Enumerable.Repeat($"{letter}{letter} ", 3_000)).Replace(" ", $"{letter} {letter}", StringComparison.Ordinal);
}
