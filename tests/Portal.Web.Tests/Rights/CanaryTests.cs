using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Testing.Care;
using Portal.Testing.Database;
using Portal.Web.Tests.Faults;
using Xunit;

namespace Portal.Web.Tests.Rights;

/// <summary>
/// Every field of care holds a marker, and whoever administers, audits or supervises asks for everything there is: no answer, page, export, error or line of
/// the log holds one. What circuits send is looked at in the browser, where these people's windows close.
/// </summary>
public sealed class CanaryTests(PortalDatabase database) : IClassFixture<PortalDatabase>
{
    [Trait("ASVS", "8.2.3")]
    [Trait("ASVS", "16.2.5")]
    [Trait("ASVS", "14.2.4")]
    [Fact]
    public async Task Nobody_who_runs_the_portal_comes_by_a_clinical_word()
    {
        var marker = new Marker();
        using var observed = new Observed();
        await using (var host = new LiveHost(database, observed))
        {
            var care = new MarkedCare(host.Services, () => host.Address, marker);
            await care.Happen();
            var people = new CareWorld(host.Services);
            foreach (var person in new[] { await people.Staff(StaffRoles.Administrator), await people.Staff(StaffRoles.Auditor), await people.Supervisor(care.CareTeam) })
            {
                await people.SignIn(person);
                await Crawl(host, person, care, marker);
            }
        }

        marker.AssertAbsent("what is observed", string.Join('\n', observed.Lines));
    }

    [Fact]
    public async Task The_crawler_sees_a_word_where_there_is_one()
    {
        var marker = new Marker();
        await using var host = new LiveHost(database);
        var care = new MarkedCare(host.Services, () => host.Address, marker);
        await care.Happen();
        var people = new CareWorld(host.Services);
        var nurse = await people.Nurse(care.CareTeam);
        await people.SignIn(nurse);
        var found = await Assert.ThrowsAsync<Xunit.Sdk.FailException>(() => Crawl(host, nurse, care, marker));
        Assert.Contains("A marker lies in GET /api/v1/", found.Message, StringComparison.Ordinal);
    }

    private static async Task Crawl(LiveHost host, Actor person, MarkedCare care, Marker marker)
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false }) { BaseAddress = host.Address };
        http.DefaultRequestHeaders.Add("Cookie", AccessHost.Cookie(host, person));
        http.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        var endpoints = host.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().ToList();
        var asked = 0;

        // Everything that can be read, about what was marked; open addresses and the pages' own among it.
        foreach (var route in WalkedRoute.All(endpoints).Where(route => route.Method == HttpMethod.Get && !route.Pattern.Contains('*', StringComparison.Ordinal)))
        {
            var path = route.InAddress.Aggregate(route.Pattern.Length == 0 ? "/" : route.Pattern, (pattern, part) => pattern.Replace($"{{{part.Key}}}", care.Made.GetValueOrDefault(part.Value) ?? (part.Key == "documentName" ? "v1" : Guid.CreateVersion7().ToString()), StringComparison.Ordinal));
            if (path == "/api/v1/visits") path += $"?conversation={care.Made[typeof(ConversationId)]}";
            await Look(HttpMethod.Get, path);
        }

        // Everything that can be done, done wrong: what an error repeats.
        foreach (var route in WalkedRoute.All(endpoints).Where(route => route.Body is not null))
            await Look(route.Method, route.InAddress.Aggregate(route.Pattern, (pattern, part) => pattern.Replace($"{{{part.Key}}}", care.Made.GetValueOrDefault(part.Value) ?? Guid.CreateVersion7().ToString(), StringComparison.Ordinal)), $$"""{ "unknown": 1 }""");
        foreach (var id in care.Made.Values) await Look(HttpMethod.Get, $"/nowhere/{id}");
        foreach (var format in (string[])["csv", "fhir", "proof"]) await Export(format);
        Assert.True(asked > 70, $"Only {asked} were asked for.");

        async Task Export(string format)
        {
            var made = await Look(HttpMethod.Post, "/api/v1/audit/exports", $$"""{ "format": "{{format}}" }""");
            if (!person.Has(StaffRoles.Auditor)) return;
            var id = System.Text.Json.JsonElement.Parse(made).GetProperty("id").GetString();
            Assert.True((await Look(HttpMethod.Get, $"/api/v1/audit/exports/{id}")).Length > 1_000);
            await Look(HttpMethod.Get, $"/api/v1/audit/exports/{id}/manifest");
        }

        async Task<byte[]> Look(HttpMethod method, string path, string? body = null)
        {
            using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : EdgeClients.Json(body) };
            using var response = await http.SendAsync(request);
            var content = await response.Content.ReadAsByteArrayAsync();
            asked++;
            marker.AssertAbsent($"{method} {path}", content);
            marker.AssertAbsent($"the headers of {method} {path}", $"{response.Headers}{response.Content.Headers}");
            return content;
        }
    }
}
