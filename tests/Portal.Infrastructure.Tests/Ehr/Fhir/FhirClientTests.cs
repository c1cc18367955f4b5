using System.Text;
using Portal.Infrastructure.Ehr.Fhir;
using Portal.Infrastructure.Ehr.Fhir.Exchange;
using Portal.Infrastructure.Ehr.Fhir.Resources;
using Portal.Testing.Time;
using Xunit;

namespace Portal.Infrastructure.Tests.Ehr.Fhir;

/// <summary>What is sent, and what a server's answer becomes.</summary>
public sealed class FhirClientTests : ClientBench
{
    [Fact]
    public async Task A_conditional_create_names_the_identifier_and_sends_the_bytes_as_they_are()
    {
        Server.Answer = ScriptedServer.Says(201);
        await Client().Create("Communication", Resource, new IdentifierQuery("https://portal.example.org/fhir/sid/summary", "6f0a6e0e-3a55-4c1e-9a3b-0d8f3c1a7b10"), RequestId, CancellationToken.None);
        var sent = Server.Requests.Single();
        Assert.Equal(("POST", "/fhir/Communication"), (sent.Method, sent.Target));
        Assert.Equal("identifier=https%3A%2F%2Fportal.example.org%2Ffhir%2Fsid%2Fsummary%7C6f0a6e0e-3a55-4c1e-9a3b-0d8f3c1a7b10", sent.Header("If-None-Exist"));
        Assert.Equal(("application/fhir+json", "application/fhir+json", "return=representation"), (sent.Header("Accept"), sent.Header("Content-Type"), sent.Header("Prefer")));
        Assert.Equal(RequestId, sent.Header("X-Request-Id"));
        Assert.Equal(Encoding.UTF8.GetString(Resource.Span), sent.Body);
        Assert.Null(sent.Header("Authorization"));
        Assert.Null(sent.Header("traceparent"));
    }

    [Fact]
    public async Task An_update_names_the_version_it_replaces()
    {
        await Client().Update("Communication", "ehr-1", Resource, "3", RequestId, CancellationToken.None);
        var sent = Server.Requests.Single();
        Assert.Equal(("PUT", "/fhir/Communication/ehr-1", "W/\"3\""), (sent.Method, sent.Target, sent.Header("If-Match")));
    }

    [Fact]
    public async Task Reads_versions_transactions_and_capabilities_have_their_addresses()
    {
        var client = Client(new BasicCredentials("lab", "secret"));
        await client.Read("Patient", "p-1", CancellationToken.None);
        await client.VRead("Patient", "p-1", "2", CancellationToken.None);
        await client.Transaction(Resource, RequestId, CancellationToken.None);
        await client.Capabilities(CancellationToken.None);
        Assert.Equal(["GET /fhir/Patient/p-1", "GET /fhir/Patient/p-1/_history/2", "POST /fhir", "GET /fhir/metadata"], Server.Requests.Select(sent => $"{sent.Method} {sent.Target}"));
        Assert.Equal(["Basic bGFiOnNlY3JldA==", "Basic bGFiOnNlY3JldA==", "Basic bGFiOnNlY3JldA==", null], Server.Requests.Select(sent => sent.Header("Authorization")));
    }

    [Theory]
    [InlineData("../admin", "1")]
    [InlineData("Patient", "../../admin")]
    [InlineData("Patient", "1?_format=xml")]
    [InlineData("Patient", "")]
    public async Task Neither_type_nor_id_leads_elsewhere(string type, string id)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Client().Read(type, id, CancellationToken.None));
        Assert.Empty(Server.Requests);
    }

    [Theory]
    [InlineData("Communication/ehr-1", "ehr-1", null)]
    [InlineData("/fhir/Communication/ehr-1/_history/2", "ehr-1", "2")]
    [InlineData("ROOT/fhir/Communication/ehr-1/_history/2", "ehr-1", "2")]
    [InlineData("https://elsewhere.example/fhir/Communication/ehr-1", null, null)]
    [InlineData("somewhere", null, null)]
    public async Task Where_it_was_stored_is_read_however_it_is_written(string location, string? id, string? version)
    {
        Server.Answer = ScriptedServer.Says(201, headers: [("Location", location.Replace("ROOT", Server.Root.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal)), ("ETag", "W/\"7\"")]);
        var answer = await Answered();
        Assert.Equal((id, version), (answer.Location?.Id, answer.Location?.Version));
        Assert.Equal(("7", true), (answer.Version, answer.IsSuccess));
        Assert.False(answer.TryRead<Communication>(out _, out _));
    }

    [Fact]
    public async Task What_was_stored_is_read_from_the_body()
    {
        Server.Answer = ScriptedServer.Says(200, Created);
        Assert.True((await Answered()).TryRead<Communication>(out var communication, out _));
        Assert.Equal("ehr-1", communication.Id);
        Assert.False((await Answered()).TryRead<Patient>(out _, out var defect));
        Assert.Equal(new FhirDefect("Patient", FhirRule.WrongResourceType), defect);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(405)]
    [InlineData(409)]
    [InlineData(412)]
    [InlineData(415)]
    [InlineData(422)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(501)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task A_refusal_is_an_answer_with_the_servers_words_and_is_asked_for_once(int status)
    {
        Server.Answer = ScriptedServer.Says(status, """{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"required","expression":["Communication.recipient"],"diagnostics":"Mallory"}]}""");
        var answer = await Answered();
        Assert.Equal((status, false, "required Communication.recipient"), (answer.Status, answer.IsSuccess, answer.Outcome?.ToString()));
        Assert.Equal("Mallory", answer.Outcome!.Issues.Single().Diagnostics.Reveal());
        Assert.Single(Server.Requests);
    }

    [Theory]
    [InlineData(401, "Unauthorized")]
    [InlineData(403, "Forbidden")]
    public async Task Who_is_not_let_in_is_told_what_to_change(int status, string fault)
    {
        Server.Answer = ScriptedServer.Says(status, """{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"login"}]}""");
        var refused = Assert.IsType<FhirReply.NotAdmitted>(await Create(Client(new BasicCredentials("lab", "wrong"))));
        Assert.Equal((fault, "login"), (refused.Fault.ToString(), refused.Said?.Outcome?.ToString()));
        Assert.Single(Server.Requests);
    }

    [Theory]
    [InlineData("<html><body>Mallory</body></html>", "text/html")]
    [InlineData("", "")]
    [InlineData("{", "application/fhir+json")]
    [InlineData("[]", "application/fhir+json")]
    public async Task A_body_that_says_nothing_is_an_answer_without_words(string body, string type)
    {
        Server.Answer = ScriptedServer.Says(422, body, type);
        var answer = await Answered();
        Assert.Equal((422, null), (answer.Status, answer.Outcome));
        Assert.False(answer.TryRead<Communication>(out _, out _));
    }

    [Theory]
    [InlineData("120", 120)]
    [InlineData("Thu, 15 Jan 2026 09:01:00 GMT", 60)]
    [InlineData("Thu, 15 Jan 2026 08:00:00 GMT", 0)]
    public async Task How_long_a_server_asks_to_be_left_alone_is_seconds_or_a_date(string asked, int seconds)
    {
        Server.Answer = ScriptedServer.Says(429, headers: [("Retry-After", asked)]);
        Assert.Equal(TimeSpan.FromSeconds(seconds), (await Answered(Client(clock: new ManualClock()))).RetryAfter);
    }

    [Trait("ASVS", "15.3.2")]
    [Theory]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_is_not_followed(int status)
    {
        Server.Answer = ScriptedServer.Says(status, headers: [("Location", "/elsewhere")]);
        Assert.Equal(status, (await Answered()).Status);
        Assert.Single(Server.Requests);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_beyond_the_limit_is_not_taken_and_the_status_still_counts(bool saysItsLength)
    {
        Server.Answer = async context =>
        {
            context.Response.StatusCode = 201;
            if (saysItsLength) context.Response.ContentLength = 3_000_000;
            await context.Response.Body.WriteAsync(new byte[3_000_000], context.RequestAborted);
        };
        var answer = await Answered();
        Assert.Equal((201, BodyState.TooLarge, 0), (answer.Status, answer.BodyState, answer.Body.Length));
    }

    [Theory]
    [InlineData(2, BodyState.Whole)]
    [InlineData(9, BodyState.TooLarge)]
    internal async Task What_a_server_says_of_itself_may_be_long(int megabytes, BodyState state)
    {
        Server.Answer = ScriptedServer.Says(200, $$"""{"resourceType":"CapabilityStatement","description":"{{new string('x', megabytes * 1024 * 1024)}}"}""");
        Assert.Equal(state, Assert.IsType<FhirReply.Answer>(await Client().Capabilities(CancellationToken.None)).BodyState);
    }

    [Fact]
    public async Task A_body_that_breaks_off_is_cut_short_and_the_status_still_counts()
    {
        // Fewer bytes than were promised: the server sends what there is and closes.
        Server.Answer = async context =>
        {
            context.Response.StatusCode = 201;
            context.Response.ContentLength = 1_000;
            await context.Response.Body.WriteAsync("""{"resourceType":"Comm"""u8.ToArray(), context.RequestAborted);
        };
        var answer = await Answered();
        Assert.Equal((201, BodyState.CutShort), (answer.Status, answer.BodyState));
    }
}
