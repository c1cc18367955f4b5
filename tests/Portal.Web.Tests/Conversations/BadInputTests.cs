using System.Net;
using System.Text;
using Portal.Domain.Shared;
using Portal.Web.Tests.Fakes;
using Xunit;

namespace Portal.Web.Tests.Conversations;

/// <summary>What bad input gets: a clear problem, and nothing changed.</summary>
public sealed class BadInputTests : IClassFixture<SharedEdgeHost>
{
    private readonly EdgeHost host;
    private readonly HttpClient patient;
    private readonly ConversationId conversation;
    private readonly string address;

    public BadInputTests(SharedEdgeHost host)
    {
        this.host = host;
        patient = host.Patient();
        conversation = host.Ports.Conversations.Add(Someone.Patient);
        address = $"/api/v1/conversations/{conversation}";
    }

    public static TheoryData<string> BadTexts => new(
        "\"\"",
        "\"   \"",
        "\"\\u200b\\u200e \\n\"",
        "\"a\\u0000b\"",
        "\"a\\u001bb\"",
        "\"a\\u0085b\"",
        "\"\\ud800\"",
        "\"\\udc00x\"",
        "\"x\\ud83dy\"",
        "null",
        "17",
        "[\"text\"]",
        "{}",
        "true",
        $"\"{new string('x', 8001)}\"",
        $"\"{string.Concat(Enumerable.Repeat("\\ud83d\\ude00", 4001))}\"");

    [Theory]
    [MemberData(nameof(BadTexts))]
    public async Task A_text_that_may_not_stand_is_refused_where_it_stands(string text)
    {
        using var response = await Post($$"""{ "clientMessageId": "{{Guid.CreateVersion7()}}", "text": {{text}} }""");
        Assert.Equal(["$.text"], await response.Objections());
        Assert.Empty(host.Ports.Conversations.Log(conversation));
    }

    [Theory]
    [MemberData(nameof(BadTexts))]
    public async Task A_correction_is_held_to_the_same_rules(string text)
    {
        using var posted = await Post($$"""{ "clientMessageId": "{{Guid.CreateVersion7()}}", "text": "as it was" }""");
        using var response = await patient.PutAsync($"{address}/messages/1", EdgeClients.Json($$"""{ "text": {{text}} }"""));
        Assert.Equal(["$.text"], await response.Objections());
        Assert.Single(host.Ports.Conversations.Log(conversation));
    }

    [Theory]
    [MemberData(nameof(BadTexts))]
    public async Task A_topic_is_held_to_the_same_rules(string text)
    {
        var conversations = (await (await patient.GetAsync("/api/v1/conversations?limit=200")).Read()).GetProperty("items").GetArrayLength();
        using var response = await patient.PostAsync("/api/v1/conversations", EdgeClients.Json($$"""{ "careTeam": "cardiology", "topic": {{text}} }"""));
        Assert.Equal(["$.topic"], await response.Objections());
        Assert.Equal(conversations, (await (await patient.GetAsync("/api/v1/conversations?limit=200")).Read()).GetProperty("items").GetArrayLength());
    }

    [Theory]
    [InlineData("\U0001F600 \U0001F468\u200D\U0001F469\u200D\U0001F467")]
    [InlineData("\u0645\u0631\u062D\u0628\u0627 \u200Fabc\u200E")]
    [InlineData("e\u0301\u0323\u0302 n\u0303")]
    [InlineData("<script>alert(1)</script>\t\r\n\"quoted\" \\back")]
    [InlineData("  kept at both ends  ")]
    [InlineData("\uFEFFbyte order mark")]
    public async Task Any_text_a_person_can_type_arrives_to_the_letter(string text)
    {
        using var response = await Post(System.Text.Json.JsonSerializer.Serialize(new { clientMessageId = Guid.CreateVersion7(), text }));
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var events = await (await patient.GetAsync($"{address}/events")).Read();
        Assert.Equal(text, events.GetProperty("items")[0].GetProperty("text").GetString());
    }

    [Fact]
    public async Task A_text_of_8000_code_units_passes_however_it_is_escaped()
    {
        var text = string.Concat(Enumerable.Repeat("\\ud83d\\ude00", 4000));
        using var response = await Post($$"""{ "clientMessageId": "{{Guid.CreateVersion7()}}", "text": "{{text}}" }""");
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
    }

    public static TheoryData<string, string> BadBodies => new()
    {
        { "", "$" },
        { "null", "$" },
        { "[]", "$" },
        { "\"text\"", "$" },
        { "{", "$" },
        { "{}{}", "$" },
        { """{ "clientMessageId": "$id", "text": "x", "colour": "red" }""", "$.colour" },
        { """{ "clientMessageId": "$id", "Text": "x" }""", "$.Text" },
        { """{ "clientMessageId": "$id", "text": "x", "text": "y" }""", "$.text" },
        { """{ "clientMessageId": "$id", "text": "x", }""", "$" },
        { """{ "clientMessageId": "$id", /* comment */ "text": "x" }""", "$" },
        { """{ "text": "x" }""", "$.clientMessageId" },
        { """{ "clientMessageId": "17", "text": "x" }""", "$.clientMessageId" },
        { """{ "clientMessageId": "00000000-0000-0000-0000-000000000000", "text": "x" }""", "$.clientMessageId" },
        { """{ "clientMessageId": "$id", "text": "x", "replyTo": 0 }""", "$.replyTo" },
        { """{ "clientMessageId": "$id", "text": "x", "replyTo": -1 }""", "$.replyTo" },
        { """{ "clientMessageId": "$id", "text": "x", "replyTo": "1" }""", "$.replyTo" },
        { """{ "clientMessageId": "$id", "text": "x", "replyTo": 1.5 }""", "$.replyTo" },
        { """{ "clientMessageId": "$id", "text": "x", "replyTo": 9007199254740992 }""", "$.replyTo" },
        { """{ "clientMessageId": "$id", "text": "x", "replyTo": 99999999999999999999 }""", "$.replyTo" },
        { """{ "clientMessageId": "$id", "text": "x", "attachments": ["no"] }""", "$.attachments[0]" },
        { """{ "clientMessageId": "$id", "text": "x", "attachments": "no" }""", "$.attachments" },
        { """{ "clientMessageId": "$id", "text": "x", "attachments": ["$id", "$id"] }""", "$.attachments" },
        { """{ "clientMessageId": "$id", "text": "x", "deep": [[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]] }""", "$.deep" },
        { """{ "clientMessageId": "$id", "text": "x", "a b": 1 }""", "$" },
        { """{ "clientMessageId": "$id", "text": "x", "\ud800": 1 }""", "$" },
    };

    [Theory]
    [MemberData(nameof(BadBodies))]
    public async Task A_body_of_another_shape_is_refused_with_the_place(string body, string path)
    {
        using var response = await Post(body.Replace("$id", Guid.CreateVersion7().ToString(), StringComparison.Ordinal));
        Assert.Contains(path, await response.Objections());
        Assert.Empty(host.Ports.Conversations.Log(conversation));
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_told_at_once()
    {
        using var response = await patient.PostAsync("/api/v1/conversations/nonsense/messages?page=2", EdgeClients.Json("""{ "clientMessageId": "1", "text": "" }"""));
        Assert.Equal(["$.clientMessageId", "$.id", "$.page", "$.text"], (await response.Objections()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Bytes_that_are_no_UTF8_are_refused()
    {
        byte[] body = [.. Encoding.ASCII.GetBytes($$"""{ "clientMessageId": "{{Guid.CreateVersion7()}}", "text": "a"""), 0xED, 0xA0, 0x80, .. "\" }"u8];
        using var content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } };
        using var response = await patient.PostAsync($"{address}/messages", content);
        Assert.Equal(["$.text"], await response.Objections());
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/xml")]
    [InlineData("application/merge-patch+json")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/json; charset=iso-8859-1")]
    public async Task Another_type_or_charset_is_415(string contentType)
    {
        using var response = await patient.PostAsync($"{address}/messages", EdgeClients.Json("{}", contentType));
        Assert.Equal("unsupported-media-type", await response.Problem());
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("Application/JSON; charset=\"UTF-8\"")]
    public async Task JSON_in_UTF8_is_taken_however_it_is_named(string contentType)
    {
        using var response = await patient.PostAsync(
            $"{address}/messages",
            EdgeClients.Json($$"""{ "clientMessageId": "{{Guid.CreateVersion7().ToString().ToUpperInvariant()}}", "text": "x", "replyTo": null }""", contentType));
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
    }

    [Fact]
    public async Task A_body_without_a_type_is_415()
    {
        using var content = new ByteArrayContent([]);
        using var response = await patient.PostAsync($"{address}/messages", content);
        Assert.Equal("unsupported-media-type", await response.Problem());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_over_the_limit_is_413_whether_or_not_its_length_is_said(bool chunked)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{address}/messages");
        request.Content = EdgeClients.Json($$"""{ "text": "{{new string('x', 128 * 1024)}}" }""");
        request.Headers.TransferEncodingChunked = chunked;
        using var response = await patient.SendAsync(request);
        Assert.Equal("too-large", await response.Problem());
    }

    [Theory]
    [InlineData("GET", "/api/v1/conversations/17", "$.id")]
    [InlineData("GET", "/api/v1/conversations/00000000-0000-0000-0000-000000000000", "$.id")]
    [InlineData("GET", "/api/v1/conversations/{0195f3a8-7c00-7000-8000-000000000001}", "$.id")]
    [InlineData("GET", "/api/v1/conversations/0195f3a87c0070008000000000000001", "$.id")]
    [InlineData("GET", "/api/v1/conversations/$c?expand=all", "$.expand")]
    [InlineData("GET", "/api/v1/conversations/$c?access_token=x", "$.access_token")]
    [InlineData("GET", "/api/v1/conversations?status=open&status=closed", "$.status")]
    [InlineData("GET", "/api/v1/conversations?Status=open", "$.Status")]
    [InlineData("GET", "/api/v1/conversations?status=Open", "$.status")]
    [InlineData("GET", "/api/v1/conversations?status=", "$.status")]
    [InlineData("GET", "/api/v1/conversations?unread=1", "$.unread")]
    [InlineData("GET", "/api/v1/conversations?assignee=nobody", "$.assignee")]
    [InlineData("GET", "/api/v1/conversations?limit=0", "$.limit")]
    [InlineData("GET", "/api/v1/conversations?limit=201", "$.limit")]
    [InlineData("GET", "/api/v1/conversations?limit=ten", "$.limit")]
    [InlineData("GET", "/api/v1/conversations?limit=+5", "$.limit")]
    [InlineData("GET", "/api/v1/conversations?cursor=", "$.cursor")]
    [InlineData("GET", "/api/v1/conversations?careTeam=unheard-of", "$.careTeam")]
    [InlineData("GET", "/api/v1/conversations/$c/events?after=1&before=5", "$.before")]
    [InlineData("GET", "/api/v1/conversations/$c/events?after=-1", "$.after")]
    [InlineData("GET", "/api/v1/conversations/$c/events?before=0", "$.before")]
    [InlineData("GET", "/api/v1/conversations/$c/events?after=9007199254740992", "$.after")]
    [InlineData("GET", "/api/v1/conversations/$c/events?cursor=x", "$.cursor")]
    [InlineData("PUT", "/api/v1/conversations/$c/messages/0", "$.sequence")]
    [InlineData("PUT", "/api/v1/conversations/$c/messages/first", "$.sequence")]
    [InlineData("PUT", "/api/v1/conversations/$c/messages/9007199254740992", "$.sequence")]
    public async Task A_malformed_id_or_parameter_is_400_with_its_name(string method, string path, string objection)
    {
        using var request = new HttpRequestMessage(new(method), path.Replace("$c", conversation.ToString(), StringComparison.Ordinal));
        if (method == "PUT") request.Content = EdgeClients.Json("""{ "text": "x" }""");
        using var response = await patient.SendAsync(request);
        Assert.Contains(objection, await response.Objections());
    }

    [Theory]
    [InlineData("read-marker", """{ "sequence": 0 }""", "$.sequence")]
    [InlineData("read-marker", """{ }""", "$.sequence")]
    [InlineData("status", """{ "status": "paused" }""", "$.status")]
    [InlineData("priority", """{ "priority": "high" }""", "$.priority")]
    [InlineData("assignee", """{ }""", "$")]
    [InlineData("assignee", """{ "assignee": "me" }""", "$.assignee")]
    public async Task A_wrong_value_of_what_staff_may_change_is_400(string what, string body, string objection)
    {
        using var response = await patient.PutAsync($"{address}/{what}", EdgeClients.Json(body));
        Assert.Equal([objection], await response.Objections());
    }

    [Fact]
    public async Task A_marker_beyond_the_head_is_422()
    {
        using var response = await patient.PutAsync($"{address}/read-marker", EdgeClients.Json("""{ "sequence": 1 }"""));
        Assert.Equal("refused;beyond-head", await response.Problem());
    }

    [Fact]
    public async Task A_client_id_used_again_answers_the_same_or_409()
    {
        var id = Guid.CreateVersion7();
        using var first = await Post($$"""{ "clientMessageId": "{{id}}", "text": "x" }""");
        using var again = await Post($$"""{ "clientMessageId": "{{id}}", "text": "x", "replyTo": null, "attachments": [] }""");
        using var other = await Post($$"""{ "clientMessageId": "{{id}}", "text": "y" }""");
        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal(await first.Content.ReadAsStringAsync(), await again.Content.ReadAsStringAsync());
        Assert.Equal("conflict;reused-id", await other.Problem());
    }

    private Task<HttpResponseMessage> Post(string body) => patient.PostAsync($"{address}/messages", EdgeClients.Json(body));
}
