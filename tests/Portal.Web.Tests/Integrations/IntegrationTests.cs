using System.Net;
using System.Text.Json;
using NSubstitute;
using Portal.Domain.Identity;
using Portal.Domain.Integrations;
using Portal.Domain.Patients;
using Portal.Domain.Shared;
using Portal.Web.Tests.Fakes;
using Xunit;

namespace Portal.Web.Tests.Integrations;

/// <summary>What an integration sees and changes of itself and of its patients' proxies.</summary>
public sealed class IntegrationTests : IDisposable
{
    private const string Keys = "/api/v1/integrations/current/keys";
    private static readonly string Proxies = $"/api/v1/patients/{Someone.Patient.PersonId}/proxies";
    private readonly EdgeHost host = new SharedEdgeHost();

    public void Dispose() => host.Dispose();

    [Fact]
    public async Task It_sees_its_id_its_origins_and_the_scopes_of_the_key_used()
    {
        host.Ports.Integrations.Current(Arg.Any<Actor>(), Arg.Any<CancellationToken>())
            .Returns(Task.FromResult<Outcome<Integration>>(new Integration(Someone.Integration, "Hospital", true, [Someone.HostOrigin], [], [], [])));
        Assert.Equal(
            $$"""{"id":"{{Someone.Integration}}","origins":["https://host.test"],"scopes":["sessions:patient","keys:manage"]}""",
            await host.HostBackEnd().GetStringAsync("/api/v1/integrations/current"));
    }

    [Fact]
    public async Task It_sees_what_it_used_by_day()
    {
        var (from, to) = (new DateOnly(2026, 1, 1), new DateOnly(2026, 1, 31));
        host.Ports.Usage.Current(Arg.Any<Actor>(), from, to, Arg.Any<CancellationToken>()).Returns(Task.FromResult<Outcome<IReadOnlyList<UsageDay>>>(new[] { new UsageDay(from, 1, 2, 3, 4) }));
        Assert.Equal(
            """[{"day":"2026-01-01","sessions":1,"messages":2,"calls":3,"bytes":4}]""",
            await host.HostBackEnd().GetStringAsync("/api/v1/integrations/current/usage?from=2026-01-01&to=2026-01-31"));
        using var wrong = await host.HostBackEnd().GetAsync("/api/v1/integrations/current/usage?from=01/01/2026");
        Assert.Equal(["$.from"], await wrong.Objections());
    }

    [Fact]
    public async Task A_key_is_registered_as_it_was_sent_and_taken_out_of_use_by_its_name()
    {
        host.Ports.Integrations.AddAssertionKey(Arg.Any<Actor>(), "k-1", """{ "kty": "EC" }""", Arg.Any<CancellationToken>())
            .Returns(Task.FromResult<Outcome<AssertionKeyLine>>(new AssertionKeyLine("k-1", "ES256", new(2026, 1, 15, 9, 0, 0, TimeSpan.Zero))));
        host.Ports.Integrations.RemoveAssertionKey(Arg.Any<Actor>(), "k-1", Arg.Any<CancellationToken>()).Returns(Task.FromResult<Outcome<Done>>(Done.It));
        using var added = await host.HostBackEnd().PostAsync(Keys, EdgeClients.Json("""{ "kid": "k-1", "jwk": { "kty": "EC" } }"""));
        using var removed = await host.HostBackEnd().DeleteAsync($"{Keys}/k-1");
        Assert.Equal(HttpStatusCode.Created, added.StatusCode);
        Assert.Equal("""{"kid":"k-1","alg":"ES256","createdAt":"2026-01-15T09:00:00.000Z"}""", await added.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
    }

    [Theory]
    [InlineData("""{ "jwk": {} }""", "$.kid")]
    [InlineData("""{ "kid": "../../etc", "jwk": {} }""", "$.kid")]
    [InlineData("""{ "kid": "k" }""", "$.jwk")]
    [InlineData("""{ "kid": "k", "jwk": "text" }""", "$.jwk")]
    [InlineData("""{ "kid": "k", "jwk": { "kty": "EC", "kty": "RSA" } }""", "$.jwk")]
    public async Task A_key_that_is_none_is_400(string body, string path)
    {
        using var response = await host.HostBackEnd().PostAsync(Keys, EdgeClients.Json(body));
        Assert.Contains(await response.Objections(), objection => objection.StartsWith(path, StringComparison.Ordinal));
        Assert.Empty(host.Ports.Integrations.ReceivedCalls());
    }

    [Fact]
    public async Task What_a_port_objects_to_is_told_by_its_JSON_path()
    {
        host.Ports.Integrations.AddAssertionKey(Arg.Any<Actor>(), Arg.Any<string>(), Arg.Any<string>(), Arg.Any<CancellationToken>())
            .Returns(Task.FromResult<Outcome<AssertionKeyLine>>(Refusal.Invalid("jwk", "is of no kind that is taken")));
        using var response = await host.HostBackEnd().PostAsync(Keys, EdgeClients.Json("""{ "kid": "k", "jwk": {} }"""));
        Assert.Equal(["$.jwk"], await response.Objections());
    }

    [Fact]
    public async Task A_proxy_is_granted_until_an_instant_and_revoked()
    {
        host.Ports.Proxies.Grant(Someone.HostBackEnd, default, null!, null!, "", null, default).ReturnsForAnyArgs(Task.FromResult<Outcome<Done>>(Done.It));
        host.Ports.Proxies.Revoke(Someone.HostBackEnd, default, default, default).ReturnsForAnyArgs(Task.FromResult<Outcome<Done>>(Done.It));
        var body = new
        {
            relatedPerson = new { identifier = new { system = "urn:demo:person", value = "9" }, name = new { given = "Eve", family = "" }, relationship = "mother" },
            until = "2026-02-01T00:00:00.000Z",
        };
        using var granted = await host.HostBackEnd().PutAsync(Proxies, EdgeClients.Json(JsonSerializer.Serialize(body)));
        using var revoked = await host.HostBackEnd().DeleteAsync($"{Proxies}/{Someone.OtherPatient.PersonId}");
        Assert.Equal(HttpStatusCode.NoContent, granted.StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);
        await host.Ports.Proxies.Received().Grant(
            Arg.Any<Actor>(),
            Someone.Patient.PersonId,
            new Identifier("urn:demo:person", "9"),
            new HumanName("Eve", ""),
            "mother",
            new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero),
            Arg.Any<CancellationToken>());
        await host.Ports.Proxies.Received().Revoke(Arg.Any<Actor>(), Someone.Patient.PersonId, Someone.OtherPatient.PersonId, Arg.Any<CancellationToken>());
    }

    [Theory]
    [InlineData("{}", "$.relatedPerson")]
    [InlineData("""{ "relatedPerson": {}, "until": null }""", "$.relatedPerson.identifier")]
    [InlineData("""{ "relatedPerson": {}, "until": "2026-02-01" }""", "$.until")]
    [InlineData("""{ "relatedPerson": {}, "until": "2026-02-01T00:00:00Z" }""", "$.until")]
    [InlineData("""{ "relatedPerson": {}, "until": "2026-02-01T00:00:00.000+01:00" }""", "$.until")]
    public async Task A_grant_that_names_nobody_or_no_instant_is_400(string body, string path)
    {
        using var response = await host.HostBackEnd().PutAsync(Proxies, EdgeClients.Json(body));
        Assert.Contains(path, await response.Objections());
    }

    [Fact]
    public async Task Care_teams_come_in_pages_of_an_opaque_cursor()
    {
        host.Ports.Teams.AddRange([new(Id.New<CareTeamId>(), "two", "Two"), new(Id.New<CareTeamId>(), "three", "Three")]);
        var seen = new List<string?>();
        for (string? address = "/api/v1/care-teams?limit=2"; address is not null;)
        {
            var page = await (await host.Patient().GetAsync(address)).Read();
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(team => team.GetProperty("identifier").GetString()));
            address = page.GetProperty("next").GetString() is { } next ? $"/api/v1/care-teams?limit=2&cursor={next}" : null;
        }

        Assert.Equal(["cardiology", "two", "three"], seen);
        using var lost = await host.Patient().GetAsync("/api/v1/care-teams?cursor=made-up");
        Assert.Equal(["$.cursor"], await lost.Objections());
    }
}
