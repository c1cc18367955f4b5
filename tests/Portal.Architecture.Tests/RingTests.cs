using Portal.Architecture.Tests.Reading;
using Portal.Architecture.Tests.Rules;

namespace Portal.Architecture.Tests;

public class RingTests
{
    [Fact]
    public void No_folder_names_a_ring_above_its_own() => Guard.Holds(RingRule.Violations(Codebase.All));

    [Fact]
    public void The_guard_sees_signatures_attributes_and_bodies_of_every_ring()
    {
        var violations = RingRule.Violations(Codebase.Planted).ToList();
        Assert.Contains("Portal.Domain.Shared.FoundationNamesCareInAField names Portal.Domain.Conversations.ConversationView", violations);
        Assert.Contains("Portal.Domain.Patients.CareNamesReachInABody names Portal.Domain.Integrations.EmbedOrigin", violations);
        Assert.Contains("Portal.Domain.Patients.CareNamesReachInAClosure names Portal.Domain.Integrations.EmbedOrigin", violations);
        Assert.Contains("Portal.Domain.Patients.CareNamesReachInAnAsyncBody names Portal.Domain.Integrations.EmbedOrigin", violations);
        Assert.Contains("Portal.Domain.Patients.CareNamesReachInAnAttribute names Portal.Domain.Integrations.HostAssertion", violations);
        Assert.Contains("Portal.Domain.Patients.CareNamesReachInATypeArgument names Portal.Domain.Integrations.HostAssertion", violations);
        Assert.Contains("Portal.Web.Conversations.CareNamesReachInItsBase names Portal.Domain.Integrations.IEmbedHosts", violations);
        Assert.Contains("Portal.Infrastructure.Integrations.ReachNamesARoot names Portal.Infrastructure.PortalInfrastructure", violations);
        Assert.Contains("Portal.Web.Nowhere.HasNoRing names Portal.Domain.Shared.Sequence", violations);
        Assert.DoesNotContain(violations, violation => violation.Contains("ReachNamesCare", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Portal.Domain")]
    [InlineData("Portal.Infrastructure")]
    [InlineData("Portal.Web")]
    public void The_guard_sees_every_folder(string project)
    {
        var seen = Codebase.All.Types.Select(type => type.Namespace).Where(name => name == project || name.StartsWith(project + ".", StringComparison.Ordinal));
        var folders = FolderRule.Namespaces(project, Repository.SourcesOf(project).Where(source => source.Contains('/', StringComparison.Ordinal))).ToHashSet(StringComparer.Ordinal);
        Assert.NotEmpty(folders);
        Assert.Empty(folders.Except(seen));
    }

    [Fact]
    public void What_is_not_ours_in_the_assemblies_was_made_by_compilers_and_generators()
    {
        string[] generators =
        [
            "", "Microsoft.CodeAnalysis", "System.Runtime.CompilerServices", "System.Text.RegularExpressions.Generated", "Microsoft.AspNetCore.OpenApi.Generated",
            "Microsoft.AspNetCore.Http.Generated", "AspNetCoreGeneratedDocument", "Microsoft.Extensions.Validation.Embedded",
        ];
        // Razor infers types of generic components in a namespace of its own, below which ours is repeated.
        Assert.DoesNotContain(Codebase.All.Generated, type => !generators.Contains(type.Namespace, StringComparer.Ordinal) && !type.Namespace.StartsWith("__Blazor.", StringComparison.Ordinal));
        Assert.All(Codebase.All.Generated.Where(type => type.Namespace.Length == 0), type => Assert.StartsWith("<", type.Name, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_ring_has_a_folder() => Assert.Equal(Enum.GetValues<Ring>(), Rings.OfFolder.Values.Distinct().Order());
}
