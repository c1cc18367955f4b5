using Portal.Domain.Patients;

namespace Portal.Domain.Tests.Patients;

public class SearchTermsTests
{
    [Theory]
    [InlineData("José", "jose")]
    [InlineData("JOSE\u0301", "jose")]
    [InlineData("Straße", "STRASSE")]
    [InlineData("ΣΊΣΥΦΟΣ", "σίσυφος")]
    [InlineData("O’Brien", "obrien")]
    [InlineData("D'Arcy", "DARCY")]
    [InlineData("Nguyễn", "nguyen")]
    [InlineData("ﬁsher", "FISHER")]
    [InlineData("IŞIK", "ışık")]
    [InlineData("محمّد", "محمد")]
    [InlineData("Ｗａｔｓｏｎ", "watson")]
    [InlineData("O\u200bBrien", "OBrien")]
    public void A_name_is_the_same_word_however_it_is_typed(string name, string typed) =>
        Assert.Contains(Assert.Single(SearchTerms.Ask(typed)!.Words).Parts.Single(), Terms(name, "x"));

    [Theory]
    [InlineData("Anna-Maria", "anna", "maria")]
    [InlineData("de la Cruz", "de", "la", "cruz")]
    [InlineData("J.R.R.", "j", "r")]
    [InlineData("李 小龍", "李", "小龍")]
    public void A_name_is_found_by_each_of_its_words(string name, params string[] words) =>
        Assert.Equal(words.Append("x").Order(StringComparer.Ordinal), Terms(name, "x").Order(StringComparer.Ordinal));

    [Fact]
    public void A_birth_date_and_an_identifier_are_one_word_each()
    {
        var terms = SearchTerms.OfPatient(new HumanName("A", "B"), new DateOnly(1980, 5, 2), ["MRN-00 42"]);
        Assert.Contains(SearchTerms.Ask("1980-05-02")!.Words.Single().Whole, terms);
        Assert.Contains(SearchTerms.Ask("mrn-0042")!.Words.Single().Whole, terms);
        Assert.Contains(SearchTerms.Ask("MRN-00 42")!.Whole, terms);
        Assert.DoesNotContain("1980", terms);
        Assert.DoesNotContain("0042", terms);
    }

    [Fact]
    public void A_date_that_stands_in_a_name_or_identifier_is_no_birth_date() =>
        Assert.DoesNotContain(SearchTerms.Ask("1980-05-02")!.Words.Single().Whole, SearchTerms.OfPatient(new HumanName("1980-05-02", "B"), birthDate: null, ["1980-05-02"]));

    [Theory]
    [InlineData("")]
    [InlineData(" \t\n\u00a0")]
    [InlineData("a b c d e f g h i j k")]
    public void Nothing_and_too_much_is_no_question(string typed) => Assert.Null(SearchTerms.Ask(typed));

    [Fact]
    public void Half_a_letter_is_no_question() => Assert.Null(SearchTerms.Ask("Ada \ud800"));

    [Fact]
    public void A_question_has_a_longest_length()
    {
        Assert.NotNull(SearchTerms.Ask(new string('a', SearchTerms.QuestionLimit)));
        Assert.Null(SearchTerms.Ask(new string('a', SearchTerms.QuestionLimit + 1)));
    }

    [Fact]
    public void A_question_prints_as_nothing() => Assert.DoesNotContain("Ada", $"{SearchTerms.Ask("Ada")} {SearchTerms.Ask("Ada")!.Words[0]}", StringComparison.OrdinalIgnoreCase);

    private static IReadOnlyCollection<string> Terms(string given, string family) => SearchTerms.OfPatient(new HumanName(given, family), birthDate: null, []);
}
