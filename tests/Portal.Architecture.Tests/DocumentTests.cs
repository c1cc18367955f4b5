using Portal.Architecture.Tests.Reading;
using Portal.Architecture.Tests.Rules;

namespace Portal.Architecture.Tests;

public class DocumentTests
{
    [Fact]
    public void Every_link_of_the_documents_leads_somewhere() => Guard.Holds(LinkRule.Violations(Repository.Files, Repository.Read));

    [Fact]
    public void The_repository_points_to_nothing_outside_it() => Guard.Holds(WordRule.Violations(Repository.Files, Repository.Read));

    [Fact]
    public void The_documents_are_read() => Assert.Contains("docs/access.md", Repository.Files);

    [Theory]
    [InlineData("[a](b.md)", true)]
    [InlineData("[a](./b.md \"title\")", true)]
    [InlineData("![a](../picture.png)", true)]
    [InlineData("[a](../docs)", true)]
    [InlineData("[a](b.md#two-words--more)", true)]
    [InlineData("# Here\n[a](#here)", true)]
    [InlineData("[a](https://example.org/nothing)", true)]
    [InlineData("`[a](nothing.md)`", true)]
    [InlineData("```\n[a](nothing.md)\n```", true)]
    [InlineData("[a](nothing.md)", false)]
    [InlineData("[a](b.md#nothing)", false)]
    [InlineData("[a](#nothing)", false)]
    [InlineData("[a](../../outside.md)", false)]
    public void A_link_leads_to_a_file_a_folder_or_a_heading(string text, bool leads)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal) { ["docs/a.md"] = text, ["docs/b.md"] = "## Two words & more", ["picture.png"] = "" };
        Assert.Equal(leads ? 0 : 1, LinkRule.Violations(files.Keys, file => files[file]).Count());
    }

    [Theory]
    [InlineData("a line about net/work/day", 0)]
    [InlineData("see /wo|rk/main", 1)]
    [InlineData("as DES|IGN.md says", 1)]
    [InlineData("as PROT|OCOL: Credentials say", 1)]
    [InlineData("as SECU|RITY S21 says", 1)]
    [InlineData("security is a word, and so is SECURITY", 0)]
    public void A_paper_or_a_machine_that_is_not_in_the_repository_is_seen(string text, int count) =>
        Assert.Equal(count, WordRule.Violations(["file.cs"], _ => text.Replace("|", "", StringComparison.Ordinal)).Count());

    [Fact]
    public void A_paper_that_is_in_the_repository_may_be_named() =>
        Guard.Holds(WordRule.Violations(["docs/SECU" + "RITY.md"], _ => "SECU" + "RITY.md"));
}
