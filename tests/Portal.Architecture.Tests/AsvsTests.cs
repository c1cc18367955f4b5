using Portal.Architecture.Tests.Asvs;

namespace Portal.Architecture.Tests;

/// <summary>
/// <c>docs/asvs.md</c> is made from what tests say of themselves, <c>[Trait("ASVS", "8.2.2")]</c>, and from <c>Asvs/requirements.csv</c>.
/// With PORTAL_WRITE_SNAPSHOTS=1 it is written; without, it is compared.
/// </summary>
public class AsvsTests
{
    private const string Document = "docs/asvs.md";

    [Fact]
    public void The_document_says_what_the_tests_say()
    {
        var made = AsvsDocument.Make();
        if (Environment.GetEnvironmentVariable("PORTAL_WRITE_SNAPSHOTS") == "1") AsvsDocument.Write(Document, made);
        Assert.Equal(made, AsvsDocument.Read(Document));
    }

    [Fact]
    public void Every_trait_names_a_requirement_of_levels_one_and_two()
    {
        var known = AsvsRequirement.All.Select(requirement => requirement.Id).ToHashSet(StringComparer.Ordinal);
        Assert.All(AsvsDocument.Tests, test => Assert.Contains(test.Requirement, known));
        var tested = AsvsDocument.Tests.Select(test => test.Requirement).ToHashSet(StringComparer.Ordinal);
        Assert.All(AsvsRequirement.All.Where(requirement => requirement.NotHere.Length > 0), requirement => Assert.DoesNotContain(requirement.Id, tested));
    }

    [Fact]
    public void Levels_one_and_two_are_whole() =>
        Assert.Equal((70, 183), (AsvsRequirement.All.Count(requirement => requirement.Level == 1), AsvsRequirement.All.Count(requirement => requirement.Level == 2)));
}
