using System.Buffers.Text;
using System.Net;
using NSubstitute;
using Portal.Domain.Identity;
using Portal.Domain.Integrations;
using Portal.Domain.Patients;
using Portal.Domain.Shared;
using Portal.Web.Tests.Fakes;
using Xunit;

namespace Portal.Web.Tests.Integrations;

/// <summary>Sessions as a host asks for them, and what becomes of them.</summary>
public sealed class SessionTests : IDisposable
{
    private const string Whole = """
        {
          "patient": { "identifier": { "system": "urn:demo:mrn", "value": "17" }, "name": { "given": "Ada", "family": "Quick" }, "birthDate": "1961-04-12", "language": "es" },
          "relatedPerson": { "identifier": { "system": "urn:demo:person", "value": "9" }, "name": { "given": "Eve", "family": "Quick" }, "relationship": "mother" },
          "conversation": { "careTeam": "cardiology", "topic": "Chest pain" },
          "origin": "https://host.test"
        }
        """;

    private readonly EdgeHost host = new SharedEdgeHost();
    private readonly SessionAnswer answer = new("fresh-token", new(2026, 1, 15, 9, 15, 0, 7, TimeSpan.Zero), Someone.Patient.PersonId, null);

    public void Dispose() => host.Dispose();

    [Fact]
    public async Task A_whole_body_reaches_the_port_as_it_was_meant()
    {
        PatientSessionRequest? asked = null;
        host.Ports.Sessions.CreateForPatient(Arg.Any<Actor>(), Arg.Do<PatientSessionRequest>(request => asked = request), Arg.Any<CancellationToken>())
            .Returns(Task.FromResult<Outcome<SessionAnswer>>(answer));
        using var response = await Create(Whole);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal(
            $$"""{"token":"fresh-token","expiresAt":"2026-01-15T09:15:00.007Z","personId":"{{Someone.Patient.PersonId}}","conversationId":null}""",
            await response.Content.ReadAsStringAsync());
        Assert.Equal(new Identifier("urn:demo:mrn", "17"), asked!.Patient);
        Assert.Equal(new HumanName("Ada", "Quick"), asked.Name);
        Assert.Equal(new DateOnly(1961, 4, 12), asked.BirthDate);
        Assert.Equal("es", asked.Language);
        Assert.Equal(new RelatedPersonRequest(new("urn:demo:person", "9"), new("Eve", "Quick"), "mother"), asked.RelatedPerson);
        Assert.Equal(new ConversationRequest("cardiology", new ClinicalText("Chest pain")), asked.Conversation);
        Assert.Equal("https://host.test", asked.Origin);
    }

    [Theory]
    [InlineData("""{ "bot": { "name": "Triage" }, "origin": "https://host.test" }""")]
    [InlineData("""{ "practitioner": { "identifier": { "system": "urn:demo:staff", "value": "n1" } }, "origin": "https://host.test" }""")]
    public async Task A_bot_and_a_practitioner_are_asked_for_instead_of_a_patient(string body)
    {
        host.Ports.Sessions.CreateForBot(Arg.Any<Actor>(), "Triage", Someone.HostOrigin, Arg.Any<CancellationToken>()).Returns(Task.FromResult<Outcome<SessionAnswer>>(answer));
        host.Ports.Sessions.CreateForPractitioner(Arg.Any<Actor>(), new("urn:demo:staff", "n1"), Someone.HostOrigin, Arg.Any<CancellationToken>())
            .Returns(Task.FromResult<Outcome<SessionAnswer>>(answer));
        using var response = await Create(body);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
    }

    [Theory]
    [InlineData("{}", "$.origin")]
    [InlineData("""{ "origin": "https://host.test" }""", "$")]
    [InlineData("""{ "patient": {}, "bot": { "name": "x" }, "origin": "https://host.test" }""", "$")]
    [InlineData("""{ "bot": {}, "origin": "https://host.test" }""", "$.bot.name")]
    [InlineData("""{ "bot": { "name": "x" }, "conversation": { "careTeam": "c" }, "origin": "https://host.test" }""", "$.conversation")]
    [InlineData("""{ "practitioner": {}, "origin": "https://host.test" }""", "$.practitioner.identifier")]
    [InlineData("""{ "patient": {}, "origin": "https://host.test" }""", "$.patient.identifier")]
    [InlineData("""{ "patient": { "identifier": { "system": "s" } }, "origin": "https://host.test" }""", "$.patient.identifier.value")]
    [InlineData("""{ "patient": { "identifier": { "system": "s", "value": "v" } }, "origin": "https://host.test" }""", "$.patient.name")]
    [InlineData("""{ "patient": { "identifier": { "system": "s", "value": "v" }, "name": { "given": "", "family": "" } }, "origin": "https://host.test" }""", "$.patient.name")]
    [InlineData("""{ "patient": { "identifier": { "system": "s", "value": "v" }, "name": { "given": "A", "family": "B" }, "birthDate": "12.4.1961" }, "origin": "https://host.test" }""", "$.patient.birthDate")]
    [InlineData("""{ "patient": { "identifier": { "system": "s", "value": "v" }, "name": { "given": "A", "family": "B" }, "language": "english!" }, "origin": "https://host.test" }""", "$.patient.language")]
    [InlineData("""{ "patient": { "identifier": { "system": "s", "value": "v" }, "name": { "given": "A", "family": "B" }, "gender": "f" }, "origin": "https://host.test" }""", "$.patient.gender")]
    [InlineData("""{ "bot": { "name": "x" }, "origin": "null" }""", "$.origin")]
    [InlineData("""{ "bot": { "name": "x" }, "origin": "host.test" }""", "$.origin")]
    [InlineData("""{ "bot": { "name": "x" }, "origin": "https://host.test/" }""", "$.origin")]
    [InlineData("""{ "bot": { "name": "x" }, "origin": "https://HOST.test" }""", "$.origin")]
    [InlineData("""{ "bot": { "name": "x" }, "origin": "https://host.test:443" }""", "$.origin")]
    [InlineData("""{ "bot": { "name": "x" }, "origin": "https://me@host.test" }""", "$.origin")]
    [InlineData("""{ "bot": { "name": "x" }, "origin": "ftp://host.test" }""", "$.origin")]
    public async Task A_body_that_does_not_say_whom_or_from_where_is_400(string body, string path)
    {
        using var response = await Create(body);
        Assert.Contains(path, await response.Objections());
        Assert.Empty(host.Ports.Sessions.ReceivedCalls());
    }

    [Theory]
    [InlineData("{}", "$.assertion")]
    [InlineData("""{ "assertion": "" }""", "$.assertion")]
    [InlineData("""{ "assertion": 5 }""", "$.assertion")]
    [InlineData("""{ "assertion": "a.b.c", "origin": "https://host.test" }""", "$.origin")]
    public async Task An_exchange_takes_an_assertion_and_nothing_else(string body, string path)
    {
        using var response = await host.Anyone().PostAsync("/api/v1/sessions/exchange", EdgeClients.Json(body));
        Assert.Equal([path], await response.Objections());
    }

    [Fact]
    public async Task An_exchange_over_16_KiB_is_413()
    {
        using var response = await host.Anyone().PostAsync("/api/v1/sessions/exchange", EdgeClients.Json($$"""{ "assertion": "{{new string('a', 16 * 1024)}}" }"""));
        Assert.Equal("too-large", await response.Problem());
    }

    [Fact]
    public async Task A_good_assertion_answers_as_a_new_session_does()
    {
        host.Ports.Sessions.Exchange("a.b.c", Arg.Any<string?>(), Arg.Any<CancellationToken>()).Returns(Task.FromResult<Outcome<SessionAnswer>>(answer));
        using var response = await host.Anyone().PostAsync("/api/v1/sessions/exchange", EdgeClients.Json("""{ "assertion": "a.b.c" }"""));
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
    }

    [Fact]
    public async Task A_live_token_is_renewed()
    {
        host.Ports.Sessions.Renew(Someone.PatientToken, Arg.Any<CancellationToken>()).Returns(Task.FromResult<Outcome<SessionAnswer>>(answer));
        using var response = await host.Patient().PostAsync("/api/v1/sessions/renew", null);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("fresh-token", (await response.Read()).GetProperty("token").GetString());
    }

    [Fact]
    public async Task A_session_that_is_over_says_so_though_its_token_has_ended_too()
    {
        host.Ports.Sessions.Renew("ended", Arg.Any<CancellationToken>()).Returns(Task.FromResult<Outcome<SessionAnswer>>(new Refusal(RefusalKind.SessionExpired)));
        using var response = await host.As("ended").PostAsync("/api/v1/sessions/renew", null);
        Assert.Equal("session-expired", await response.Problem());
    }

    [Fact]
    public async Task What_was_no_token_when_it_came_is_never_renewed_whatever_the_record_says()
    {
        host.Ports.Sessions.Renew("odd", Arg.Any<CancellationToken>()).Returns(Task.FromResult<Outcome<SessionAnswer>>(answer));
        using var response = await host.As("odd").PostAsync("/api/v1/sessions/renew", null);
        Assert.Equal("unauthorized", await response.Problem());
    }

    [Fact]
    public async Task A_token_from_a_foreign_origin_is_not_renewed()
    {
        var client = host.Patient();
        client.DefaultRequestHeaders.Add("Origin", "https://evil.test");
        using var response = await client.PostAsync("/api/v1/sessions/renew", null);
        Assert.Equal("unauthorized", await response.Problem());
        Assert.Empty(host.Ports.Sessions.ReceivedCalls());
    }

    [Fact]
    public async Task The_own_session_is_ended_and_gives_its_outbox_key()
    {
        byte[] key = [.. Enumerable.Range(0, 32).Select(number => (byte)(255 - number))];
        host.Ports.Sessions.EndCurrent(Someone.Patient, Arg.Any<CancellationToken>()).ReturnsForAnyArgs(Task.FromResult<Outcome<Done>>(Done.It));
        host.Ports.Sessions.OutboxKey(Someone.Patient, Arg.Any<CancellationToken>()).ReturnsForAnyArgs(Task.FromResult<Outcome<byte[]>>(key));
        using var ended = await host.Patient().DeleteAsync("/api/v1/sessions/current");
        using var outbox = await host.Patient().PostAsync("/api/v1/sessions/current/outbox-key", null);
        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        Assert.Equal(Base64Url.EncodeToString(key), (await outbox.Read()).GetProperty("key").GetString());
    }

    private Task<HttpResponseMessage> Create(string body) => host.HostBackEnd().PostAsync("/api/v1/sessions", EdgeClients.Json(body));
}
