using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Xunit;

namespace Portal.Web.Tests.Rights;

/// <summary>Every route as everybody about everything. One walk for all facts: about 5,000 calls in some ten seconds.</summary>
[Collection(AccessHost.Walks)]
public sealed class RouteWalkTests(AccessHost host)
{
    [Trait("ASVS", "8.2.1")]
    [Fact]
    public void Every_route_says_what_it_decides()
    {
        var silent = Silent(host.Endpoints);
        Assert.True(silent.Count == 0, string.Join('\n', silent));
        Assert.True(host.Routes.Count > 50);
    }

    [Fact]
    public void A_route_without_a_decision_would_be_seen()
    {
        var planted = new RouteEndpointBuilder(_ => Task.CompletedTask, RoutePatternFactory.Parse("/api/v1/planted"), 0);
        planted.Metadata.Add(new HttpMethodMetadata(["GET"]));
        Assert.Equal(["GET /api/v1/planted"], Silent([planted.Build()]));
    }

    [Trait("ASVS", "8.2.1")]
    [Trait("ASVS", "8.2.2")]
    [Fact]
    public async Task Everybody_is_answered_as_the_matrix_says()
    {
        var answers = await host.Answers;
        var wrong = answers.Where(answer => RouteWalk.Objection(answer) is not null).ToList();
        var first = wrong.GroupBy(answer => (answer.Route.Name, answer.Wanted?.Kind, answer.Got.Status)).Select(some => $"{some.Count()} like {RouteWalk.Objection(some.First())}").Order(StringComparer.Ordinal);
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {answers.Count}:\n{string.Join('\n', first)}");
    }

    [Fact]
    public async Task Every_route_is_open_to_somebody_and_is_closed_to_somebody()
    {
        var wrong = new List<string>();
        foreach (var route in (await host.Answers).GroupBy(answer => answer.Route.Name))
        {
            if (!route.Any(answer => answer.Got.IsDone) && !RouteRules.DoneElsewhere.ContainsKey(route.Key) && !RouteRules.NotThere.Contains(route.Key)) wrong.Add($"Nobody's call of {route.Key} was done: {string.Join(", ", route.Where(answer => answer.Wanted is null).Select(answer => answer.Got.ToString()).Distinct())}");
            if (!route.Any(answer => answer.Got.Status is 403 or 404) && !RouteRules.LeaveOut.Contains(route.Key)) wrong.Add($"Nobody's call of {route.Key} was refused.");
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task Nobody_is_answered_without_a_good_credential()
    {
        foreach (var route in host.Routes)
        {
            Assert.True((await host.Walk.Unknown(route, bearer: null)).Status == 401, route.Name);
            Assert.True((await host.Walk.Unknown(route, "pst_nobody")).Status == 401, route.Name);
        }
    }

    [Fact]
    public async Task A_host_that_asks_nobody_who_is_there_would_be_seen()
    {
        var answers = await host.WalkAsOne("clinician").Walk([host.Routes.Single(route => route.Name == "GET /api/v1/conversations/{id}")]);
        var wrong = answers.Where(answer => RouteWalk.Objection(answer) is not null).Select(answer => answer.Role.Name).ToHashSet(StringComparer.Ordinal);
        Assert.Subset(wrong, new HashSet<string>(StringComparer.Ordinal) { "clinician outside", "coordinator outside", "supervisor", "administrator", "auditor", "staff without a role", "integration without scopes", "bot" });
        Assert.DoesNotContain("clinician", wrong);
    }

    private static IReadOnlyList<string> Silent(IEnumerable<Endpoint> endpoints) => [.. WalkedRoute.Of(endpoints).Where(route => route.Decides.Count == 0 && !RouteRules.OfTheFramework(route)).Select(route => route.Name)];
}
