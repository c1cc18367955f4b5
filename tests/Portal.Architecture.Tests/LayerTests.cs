using Portal.Architecture.Tests.Reading;
using Portal.Architecture.Tests.Rules;

namespace Portal.Architecture.Tests;

public class LayerTests
{
    [Fact]
    public void Each_project_knows_only_what_is_its_own() => Guard.Holds(LayerRule.Violations(Codebase.All));

    [Fact]
    public void Infrastructure_shows_options_and_what_adds_it_and_nothing_else() => Guard.Holds(LayerRule.PublicTypes(Codebase.Infrastructure));

    [Fact]
    public void The_guards_see_what_is_planted()
    {
        var violations = LayerRule.Violations(Codebase.Planted).Concat(LayerRule.PublicTypes(Codebase.Planted)).ToList();
        Assert.Contains(violations, violation => violation.StartsWith("Portal.Domain.Patients.DomainNamesAspNet names Microsoft.AspNetCore.Http.HttpContext", StringComparison.Ordinal));
        Assert.Contains(violations, violation => violation.StartsWith("Portal.Infrastructure.Patients.InfrastructureNamesAspNet names Microsoft.AspNetCore.Http.HttpContext", StringComparison.Ordinal));
        Assert.Contains(violations, violation => violation.StartsWith("Portal.Web.Patients.WebNamesInfrastructure names Portal.Infrastructure.PortalInfrastructure", StringComparison.Ordinal));
        Assert.Contains(violations, violation => violation.StartsWith("Portal.Web.Patients.WebCallsOutside names System.Net.Http.HttpClient", StringComparison.Ordinal));
        Assert.Contains("Portal.Infrastructure.Patients.PublicService is public", violations);
        Assert.Contains("Portal.Infrastructure.Patients.PublicHelper is public", violations);
        Assert.DoesNotContain(violations, violation => violation.Contains("PlantedOptions", StringComparison.Ordinal) || violation.Contains("PlantedPart", StringComparison.Ordinal));
        Assert.DoesNotContain(violations, violation => violation.Contains("PlantedServices", StringComparison.Ordinal));
    }

    [Fact]
    public void The_three_assemblies_are_read()
    {
        Assert.Contains(Codebase.Domain.Types, type => type.FullName == "Portal.Domain.Identity.AccessPolicy");
        Assert.Contains(Codebase.Infrastructure.Types, type => type.FullName == "Portal.Infrastructure.PortalInfrastructure");
        Assert.Contains(Codebase.Web.Types, type => type.FullName == "Program");
    }

    [Fact]
    public void Program_reads_as_a_table_of_contents() => Assert.InRange(Repository.Read("Portal.Web/Program.cs").TrimEnd().Split('\n').Length, 1, 40);
}
