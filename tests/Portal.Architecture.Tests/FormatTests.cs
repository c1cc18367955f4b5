using Portal.Architecture.Tests.Reading;
using Portal.Architecture.Tests.Rules;

namespace Portal.Architecture.Tests;

public class FormatTests
{
    [Fact]
    public void Usings_stand_in_their_order() => Guard.Holds(UsingRule.Violations(Repository.Files, Repository.Read));

    [Theory]
    [InlineData("using System.Text; using Portal.Domain; using Portal.Web;", true)]
    [InlineData("using Portal.Domain; using Portal.Domain.Shared; using Portal.DomainOther;", true)]
    [InlineData("using Portal.Domain; using static Portal.A; using A = Portal.B;", true)]
    [InlineData("using Portal.Domain; using System.Text;", false)]
    [InlineData("using Portal.Web; using Portal.Domain;", false)]
    [InlineData("using Portal.Domain.Shared; using Portal.Domain;", false)]
    [InlineData("using A = Portal.B; using Portal.Domain;", false)]
    [InlineData("using static Portal.A; using Portal.Domain;", false)]
    public void System_is_first_then_names_then_statics_then_aliases(string usings, bool inOrder)
    {
        var text = usings.Replace("; ", ";\n", StringComparison.Ordinal) + "\n\nnamespace Portal;\n\nusing Portal.A;\n";
        Assert.Equal(inOrder, !UsingRule.Violations(["file.cs"], _ => text).Any());
    }
}
