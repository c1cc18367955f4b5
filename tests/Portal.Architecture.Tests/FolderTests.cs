using Portal.Architecture.Tests.Reading;
using Portal.Architecture.Tests.Rules;

namespace Portal.Architecture.Tests;

public class FolderTests
{
    [Theory]
    [InlineData("Portal.Domain")]
    [InlineData("Portal.Infrastructure")]
    [InlineData("Portal.Web")]
    public void Folders_are_known_few_levels_deep_and_say_the_namespace(string project) =>
        Guard.Holds(FolderRule.Violations(project, Repository.SourcesOf(project).Select(source => (source, Repository.Read($"{project}/{source}")))));

    [Theory]
    [InlineData("Nowhere/File.cs", "namespace Portal.Web.Nowhere;", "stands in Nowhere, which has no ring")]
    [InlineData("Shared/A/B/C/File.cs", "namespace Portal.Web.Shared.A.B.C;", "stands deeper than 3 folders")]
    [InlineData("Shared/File.cs", "using System;\n\nnamespace Portal.Web.Identity;", "declares the namespace Portal.Web.Identity")]
    [InlineData("Shared/File.cs", "namespace Portal.Web.Shared\n{\n}", null)]
    [InlineData("Shared/Page.razor", "@page \"/\"\n@namespace Portal.Web", "declares the namespace Portal.Web")]
    [InlineData("Shared/Page.razor", "@page \"/\"", null)]
    [InlineData("Program.cs", "var builder = 1;", null)]
    public void The_guard_sees_what_is_wrong(string path, string text, string? objection) =>
        Assert.Equal(objection is null ? [] : [$"Portal.Web/{path} {objection}"], FolderRule.Violations("Portal.Web", [(path, text)]));

    [Fact]
    public void The_sources_of_all_projects_are_found() =>
        Assert.All(Repository.Projects, project => Assert.NotEmpty(Repository.SourcesOf(project)));
}
