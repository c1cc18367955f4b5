using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Portal.Domain.Shared;
using Portal.Web.Tests.Fakes;
using Xunit;

namespace Portal.Web.Tests.Shared;

/// <summary>Every no has the same shape, repeats nothing of the request, and tells nothing that the caller may not know.</summary>
public sealed partial class ProblemTests : IClassFixture<SharedEdgeHost>
{
    private const string Marker = "Zebrafinch-5521";
    private readonly EdgeHost host;
    private readonly HttpClient patient;

    public ProblemTests(SharedEdgeHost host)
    {
        this.host = host;
        patient = host.Patient();
    }

    public static TheoryData<RefusalKind, int, string> Kinds => new()
    {
        { RefusalKind.Validation, 400, "validation" },
        { RefusalKind.Unauthorized, 401, "unauthorized" },
        { RefusalKind.SessionExpired, 401, "session-expired" },
        { RefusalKind.Forbidden, 403, "forbidden" },
        { RefusalKind.NotFound, 404, "not-found" },
        { RefusalKind.Conflict, 409, "conflict" },
        { RefusalKind.TooLarge, 413, "too-large" },
        { RefusalKind.UnsupportedMediaType, 415, "unsupported-media-type" },
        { RefusalKind.Refused, 422, "refused" },
        { RefusalKind.RateLimited, 429, "rate-limited" },
        { RefusalKind.NotReady, 503, "not-ready" },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Each_refusal_of_a_port_is_one_problem(RefusalKind kind, int status, string type)
    {
        await using var refusing = new EdgeHost();
        refusing.Ports.Conversations.Refusal = new(kind, RetryAfter: TimeSpan.FromSeconds(2.1));
        using var response = await refusing.Patient().GetAsync($"/api/v1/conversations/{Id.New<ConversationId>()}");
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(type, await response.Problem());
        Assert.Equal(status is 429 or 503 ? "3" : null, response.Headers.RetryAfter?.ToString());
    }

    [Fact]
    public void Every_kind_of_refusal_is_in_the_table() => Assert.Equal(Enum.GetValues<RefusalKind>(), Kinds.Select(row => (RefusalKind)row[0]));

    [Trait("ASVS", "8.2.2")]
    [Fact]
    public async Task A_foreign_conversation_answers_byte_for_byte_as_one_that_does_not_exist()
    {
        var foreign = host.Ports.Conversations.Add(Someone.OtherPatient);
        foreach (var (method, path, body) in Addresses())
        {
            var one = await Whole(method, string.Format(null, path, foreign), body);
            var other = await Whole(method, string.Format(null, path, Id.New<ConversationId>()), body);
            Assert.Equal(one, other);
            Assert.StartsWith("404", one, StringComparison.Ordinal);
        }

        Assert.Empty(host.Ports.Conversations.Log(foreign));
    }

    [Theory]
    [InlineData("GET", "/api/v1/nothing")]
    [InlineData("GET", "/api/v1/patients?words=Quick")]
    [InlineData("POST", "/api/v1/search")]
    [InlineData("POST", "/api/v1/nothing")]
    [InlineData("POST", "/api/v1/weather")]
    [InlineData("GET", "/api/v1/attachments/0195f3a8-7c00-7000-8000-000000000001")]
    [InlineData("POST", "/api/v1/conversations/0195f3a8-7c00-7000-8000-000000000001/attachments")]
    [InlineData("GET", "/api/v2/conversations")]
    [InlineData("GET", "/hubs/nothing")]
    [InlineData("GET", "/swagger")]
    [InlineData("GET", "/embed/manifest.json")]
    [InlineData("GET", "/embed/chat.html")]
    public async Task What_does_not_exist_is_404_for_everybody(string method, string path)
    {
        using var known = await patient.SendAsync(new(new(method), path));
        using var unknown = await host.Anyone().SendAsync(new(new(method), path));
        Assert.Equal("not-found", await known.Problem());
        Assert.Equal("not-found", await unknown.Problem());
    }

    [Theory]
    [InlineData("DELETE", "/api/v1/conversations", "GET, POST")]
    [InlineData("PATCH", "/api/v1/care-teams", "GET, POST")]
    [InlineData("GET", "/api/v1/sessions", "POST")]
    [InlineData("TRACE", "/health/live", "GET")]
    public async Task Another_method_is_405_and_says_which_are_allowed(string method, string path, string allowed)
    {
        using var response = await host.Anyone().SendAsync(new(new(method), path));
        Assert.Equal("method-not-allowed", await response.Problem());
        Assert.Equal(allowed, string.Join(", ", response.Content.Headers.Allow.Order(StringComparer.Ordinal)));
    }

    [Trait("ASVS", "16.3.4")]
    [Trait("ASVS", "16.5.1")]
    [Fact]
    public async Task What_nobody_expected_is_one_line_in_the_log_and_says_nothing_of_itself()
    {
        await using var broken = new EdgeHost();
        broken.Ports.Conversations.Broken = new InvalidOperationException($"select {Marker} from messages");
        using var response = await broken.Patient().GetAsync($"/api/v1/conversations/{Id.New<ConversationId>()}");
        var body = await response.Content.ReadAsStringAsync();
        Assert.Equal("internal", await response.Problem());
        Assert.DoesNotContain(Marker, body, StringComparison.Ordinal);
        Assert.DoesNotContain("InvalidOperation", body, StringComparison.Ordinal);

        var line = Assert.Single(broken.Log.Alarming);
        Assert.Equal(LogLevel.Error, line.Level);
        Assert.Null(line.Exception);
        Assert.Contains("System.InvalidOperationException at GET /api/v1/conversations/{id}", line.Text, StringComparison.Ordinal);
        Assert.Contains((await response.Read()).GetProperty("traceId").GetString()!, line.Text, StringComparison.Ordinal);
        Assert.Contains("FakeConversations", line.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(broken.Log.Lines, any => any.Text.Contains(Marker, StringComparison.Ordinal));
    }

    [Trait("ASVS", "16.5.1")]
    [Fact]
    public async Task A_problem_repeats_nothing_of_the_request_but_the_path_of_what_is_wrong()
    {
        using var response = await patient.PostAsync(
            $"/api/v1/conversations/{Marker}/messages?{Marker} x=1",
            EdgeClients.Json($$"""{ "clientMessageId": "{{Marker}}", "text": 5, "{{Marker}} y": "{{Marker}}" }"""));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.DoesNotContain(Marker, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(Marker, response.ToString(), StringComparison.Ordinal);
    }

    private static IEnumerable<(string Method, string Path, string? Body)> Addresses() =>
    [
        ("GET", "/api/v1/conversations/{0}", null),
        ("GET", "/api/v1/conversations/{0}/events?after=0", null),
        ("POST", "/api/v1/conversations/{0}/messages", $$"""{ "clientMessageId": "{{Guid.CreateVersion7()}}", "text": "x" }"""),
        ("PUT", "/api/v1/conversations/{0}/messages/1", """{ "text": "x" }"""),
        ("POST", "/api/v1/conversations/{0}/messages/1/retract", """{ "reason": "mistake" }"""),
        ("PUT", "/api/v1/conversations/{0}/read-marker", """{ "sequence": 1 }"""),
        ("PUT", "/api/v1/conversations/{0}/status", """{ "status": "closed" }"""),
        ("PUT", "/api/v1/conversations/{0}/assignee", """{ "assignee": null }"""),
        ("PUT", "/api/v1/conversations/{0}/priority", """{ "priority": "stat" }"""),
    ];

    /// <summary>Status, every header and the body, the trace id apart.</summary>
    private async Task<string> Whole(string method, string path, string? body)
    {
        using var request = new HttpRequestMessage(new(method), path) { Content = body is null ? null : EdgeClients.Json(body) };
        using var response = await patient.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return $"{(int)response.StatusCode}\n{response.Headers}{response.Content.Headers}\n{TraceId.Replace(text, "")}";
    }

    [GeneratedRegex("\"traceId\":\"[0-9a-f]{32}\"", RegexOptions.NonBacktracking)]
    private static partial Regex TraceId { get; }
}
