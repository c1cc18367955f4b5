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

/// <summary>One-time links as a host asks for them and as the application at <c>/me</c> uses them.</summary>
public sealed class SessionLinkTests : IDisposable
{
    private const string Patient = """ "patient": { "identifier": { "system": "urn:demo:mrn", "value": "17" }, "name": { "given": "Ada", "family": "Quick" } } """;
    private const string Origin = """ "origin": "https://host.test" """;
    private static readonly DateTimeOffset Soon = new(2026, 1, 15, 9, 10, 0, TimeSpan.Zero);
    private readonly EdgeHost host = new SharedEdgeHost();

    public void Dispose() => host.Dispose();

    [Trait("ASVS", "14.2.1")]
    [Fact]
    public async Task A_host_is_given_a_whole_address_with_the_code_behind_the_hash()
    {
        var asked = Makes();
        using var response = await Make($$"""{ {{Patient}}, "conversation": { "careTeam": "cardiology" }, {{Origin}} }""");
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        Assert.Equal($$"""{"url":"{{EdgeHost.PublicUrl}}/me#psl_code","expiresAt":"2026-01-15T09:10:00.000Z"}""", await response.Content.ReadAsStringAsync());
        var request = Assert.Single(asked);
        Assert.Equal((new Identifier("urn:demo:mrn", "17"), new HumanName("Ada", "Quick"), "https://host.test"), (request.Patient, request.Name!, request.Origin));
        Assert.Equal("cardiology", request.Conversation!.CareTeam);
    }

    [Fact]
    public async Task The_address_is_of_the_embeds_own_host_where_it_has_one()
    {
        Makes();
        host.With("Embed:PublicHost", "chat.portal.test");
        using var response = await Make($$"""{ {{Patient}}, {{Origin}} }""");
        Assert.StartsWith("https://chat.portal.test/me#", (await response.Read()).GetProperty("url").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "$.patient")]
    [InlineData($$"""{ {{Patient}} }""", "$.origin")]
    [InlineData($$"""{ "bot": { "name": "x" }, {{Origin}} }""", "$.bot")]
    [InlineData($$"""{ "practitioner": { "identifier": { "system": "s", "value": "v" } }, {{Origin}} }""", "$.practitioner")]
    [InlineData($$"""{ "patient": {}, {{Origin}} }""", "$.patient.identifier")]
    public async Task Only_for_a_patient_and_who_acts_for_one(string body, string path)
    {
        using var response = await Make(body);
        Assert.Contains(path, await response.Objections());
        Assert.Empty(host.Ports.Sessions.ReceivedCalls());
    }

    [Fact]
    public async Task Only_a_key_makes_links()
    {
        using var patient = await host.Patient().PostAsync("/api/v1/sessions/links", EdgeClients.Json($$"""{ {{Patient}}, {{Origin}} }"""));
        using var anyone = await host.Anyone().PostAsync("/api/v1/sessions/links", EdgeClients.Json($$"""{ {{Patient}}, {{Origin}} }"""));
        Assert.Equal("forbidden", await patient.Problem());
        Assert.Equal("unauthorized", await anyone.Problem());
    }

    [Fact]
    public async Task A_code_is_answered_as_a_new_session_is()
    {
        var answer = new SessionAnswer("fresh-token", Soon, Someone.Patient.PersonId, null);
        host.Ports.Sessions.UseLink("psl_code", Arg.Any<string?>(), Arg.Any<CancellationToken>()).Returns(Task.FromResult<Outcome<SessionAnswer>>(answer));
        using var response = await Use("""{ "code": "psl_code" }""");
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal("fresh-token", (await response.Read()).GetProperty("token").GetString());
    }

    [Theory]
    [InlineData("{}", "$.code")]
    [InlineData("""{ "code": "" }""", "$.code")]
    [InlineData("""{ "code": 5 }""", "$.code")]
    [InlineData("""{ "code": "psl_code", "birthDate": "1961-04-12" }""", "$.birthDate")]
    public async Task Using_takes_a_code_and_nothing_else(string body, string path)
    {
        using var response = await Use(body);
        Assert.Equal([path], await response.Objections());
    }

    [Fact]
    public async Task Every_refused_code_is_told_in_the_same_bytes_and_repeated_nowhere()
    {
        Refuses();
        var answers = new HashSet<string>(StringComparer.Ordinal);
        foreach (var code in (string[])["psl_used", "unknown-code", new('x', 10_000)])
        {
            using var response = await Use($$"""{ "code": "{{code}}" }""");
            Assert.Equal("unauthorized", await response.Problem());
            var trace = (await response.Read()).GetProperty("traceId").GetString()!;
            answers.Add((await response.Content.ReadAsStringAsync()).Replace(trace, "", StringComparison.Ordinal));
            Assert.DoesNotContain(host.Log.Lines, line => line.Text.Contains(code, StringComparison.Ordinal));
        }

        Assert.Single(answers);
    }

    [Fact]
    public async Task Refused_codes_count_as_bad_credentials_of_their_address_and_a_good_one_passes_nevertheless()
    {
        host.With("RateLimits:BadCredentialsPerMinute", "2");
        Refuses();
        host.Ports.Sessions.UseLink("good", Arg.Any<string?>(), Arg.Any<CancellationToken>())
            .Returns(Task.FromResult<Outcome<SessionAnswer>>(new SessionAnswer("fresh-token", Soon, Someone.Patient.PersonId, null)));
        var statuses = new List<HttpStatusCode>();
        foreach (var code in (string[])["bad", "bad", "bad", "good"])
        {
            using var response = await Use(JsonSerializer.Serialize(new { code }));
            statuses.Add(response.StatusCode);
        }

        Assert.Equal([HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.TooManyRequests, HttpStatusCode.Created], statuses);
    }

    private List<PatientSessionRequest> Makes()
    {
        var asked = new List<PatientSessionRequest>();
        host.Ports.Sessions.CreateLink(Arg.Any<Actor>(), Arg.Do<PatientSessionRequest>(asked.Add), Arg.Any<CancellationToken>())
            .Returns(Task.FromResult<Outcome<SessionLink>>(new SessionLink("psl_code", Soon)));
        return asked;
    }

    private void Refuses() =>
        host.Ports.Sessions.UseLink(Arg.Any<string>(), Arg.Any<string?>(), Arg.Any<CancellationToken>()).Returns(Task.FromResult<Outcome<SessionAnswer>>(Refusal.Unauthorized));

    private Task<HttpResponseMessage> Make(string body) => host.HostBackEnd().PostAsync("/api/v1/sessions/links", EdgeClients.Json(body));

    private Task<HttpResponseMessage> Use(string body) => host.Anyone().PostAsync("/api/v1/sessions/link", EdgeClients.Json(body));
}
