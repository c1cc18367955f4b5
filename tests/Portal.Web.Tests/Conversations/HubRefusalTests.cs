using System.Net.WebSockets;
using System.Text;
using Microsoft.Extensions.Logging;
using Portal.Domain.Shared;
using Portal.Testing.Hub;
using Portal.Testing.Time;
using Portal.Web.Tests.Fakes;
using Xunit;

namespace Portal.Web.Tests.Conversations;

/// <summary>What the hub refuses, and how.</summary>
public sealed class HubRefusalTests : IDisposable
{
    private const string Somewhere = HubArgumentTests.Somewhere;
    private readonly HubHost host = new();

    public void Dispose() => host.Dispose();

    [Fact]
    public async Task A_stream_of_a_method_is_validation_and_a_method_that_is_not_there_not_found()
    {
        await using var hub = await host.Patient();
        Assert.Equal("validation", await HubArgumentTests.Answered(hub, $$""" "target": "Unsubscribe", "arguments": ["{{Somewhere}}"] """, type: 4));
        Assert.Equal("not-found", await HubTests.Problem(hub, "Shout"));
        Assert.Equal("not-found", await HubTests.Problem(hub, "OnConnectedAsync"));
    }

    [Fact]
    public async Task A_foreign_conversation_is_refused_as_one_that_does_not_exist()
    {
        var foreign = host.Ports.Conversations.Add(Someone.OtherPatient).ToString();
        await using var hub = await host.Patient();
        foreach (var conversation in (string[])[foreign, Somewhere])
        {
            Assert.Equal("not-found", await HubTests.Problem(hub, "Subscribe", conversation, 0));
            Assert.Equal("not-found", await HubTests.Problem(hub, "Send", conversation, new { clientMessageId = Guid.CreateVersion7(), text = "x" }));
            Assert.Equal("not-found", await HubTests.Problem(hub, "MarkRead", conversation, 1));
            Assert.Equal("not-found", await HubTests.Problem(hub, "Typing", conversation, true));
        }
    }

    [Fact]
    public async Task A_marker_beyond_the_head_and_a_client_id_used_again_are_told_as_by_REST()
    {
        var conversation = host.Ports.Conversations.Add(Someone.Patient).ToString();
        await using var hub = await host.Patient();
        Assert.Equal("refused;reason=beyond-head", await HubTests.Problem(hub, "MarkRead", conversation, 1));
        var id = Guid.CreateVersion7();
        await hub.Invoke("Send", conversation, new { clientMessageId = id, text = "x" });
        Assert.Equal("conflict;reason=reused-id", await HubTests.Problem(hub, "Send", conversation, new { clientMessageId = id, text = "y" }));
    }

    [Fact]
    public async Task A_port_that_is_not_ready_says_when_to_come_again()
    {
        await using var hub = await host.Patient();
        host.Ports.Conversations.Refusal = new(RefusalKind.NotReady, RetryAfter: TimeSpan.FromSeconds(3));
        Assert.Equal("not-ready;retry-after=3", await HubTests.Problem(hub, "SubscribeInbox"));
    }

    [Fact]
    public async Task What_nobody_expected_is_internal_and_one_line_without_the_message()
    {
        await using var hub = await host.Patient();
        host.Ports.Conversations.Broken = new InvalidOperationException("Zebrafinch-5521");
        Assert.Equal("internal", await HubTests.Problem(hub, "SubscribeInbox"));
        var line = Assert.Single(host.Log.Alarming);
        Assert.Null(line.Exception);
        Assert.Contains("InvalidOperationException at hub call SubscribeInbox", line.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(host.Log.Lines, any => $"{any.Text}{any.Exception}".Contains("Zebrafinch", StringComparison.Ordinal));
    }

    public static TheoryData<string, string> BadFrames => new()
    {
        { "not JSON", "{" },
        { "not JSON", "hello" },
        { "not JSON", "" },
        { "not an object", "[1]" },
        { "no type", "{}" },
        { "a wrong type", """{ "type": "1" }""" },
        { "no target", """{ "type": 1, "arguments": [] }""" },
        { "no arguments", """{ "type": 1, "target": "SubscribeInbox" }""" },
        { "an answer to nothing", """{ "type": 3, "invocationId": "7", "result": 1 }""" },
        { "a stream's item", """{ "type": 2, "invocationId": "7", "item": 1 }""" },
        { "a stream's end", """{ "type": 5, "invocationId": "7" }""" },
        { "broken text", """{ "type": 1, "target": "\ud800", "arguments": [] }""" },
    };

    [Theory]
    [MemberData(nameof(BadFrames))]
    public async Task A_frame_that_is_not_of_the_protocol_closes_with_one_line(string why, string frame)
    {
        await using var hub = await host.Patient();
        await hub.SendFrame(frame);
        await hub.SendFrame("{");
        await Closes(hub, why);
    }

    [Fact]
    public async Task A_kind_of_message_from_the_future_is_passed_over()
    {
        await using var hub = await host.Patient();
        await hub.SendFrame("""{ "type": 99, "news": true }""");
        await hub.Invoke("SetPresence", "away");
    }

    [Fact]
    public async Task A_frame_of_128_KiB_passes_and_one_byte_more_closes()
    {
        var conversation = host.Ports.Conversations.Add(Someone.Patient);
        await using var hub = await host.Patient();
        Assert.Equal("validation", await HubArgumentTests.Answered(hub, Padded(conversation, 128 * 1024)));
        await using var other = await host.Patient();
        await other.SendFrame(Padded(conversation, (128 * 1024) + 1));
        await Closes(other, "a frame is too large");
    }

    [Fact]
    public async Task A_frame_without_an_end_closes_as_soon_as_it_is_too_large()
    {
        await using var hub = await host.Patient();
        await hub.SendRaw(Encoding.ASCII.GetBytes(new string('x', 300 * 1024)));
        await Closes(hub, "a frame is too large");
    }

    [Theory]
    [InlineData("""{ "type": 1, "invocationId": "1", "target": "SubscribeInbox", "arguments": [] }""")]
    [InlineData("""{ "type": 1, "invocationId": "1", "target": "Shout", "arguments": [] }""")]
    [InlineData("""{ "type": 1, "invocationId": "1", "target": "Subscribe", "arguments": ["wrong"] }""")]
    [InlineData("""{ "type": 4, "invocationId": "1", "target": "SubscribeInbox", "arguments": [] }""")]
    public async Task A_call_before_authentication_closes_and_what_follows_is_not_looked_at(string frame)
    {
        host.GiveToken(Someone.PatientToken, Someone.Patient);
        await using var hub = await host.Connect();
        var authenticate = $$"""{ "type": 1, "invocationId": "2", "target": "Authenticate", "arguments": ["{{Someone.PatientToken}}"] }""";
        await hub.SendRaw([.. Encoding.UTF8.GetBytes(frame), HubClient.EndOfFrame, .. Encoding.UTF8.GetBytes(authenticate), HubClient.EndOfFrame]);
        await Closes(hub, "a call before authentication");
        Assert.Empty(host.Ports.Feed.Presences);
    }

    [Fact]
    public async Task Garbage_instead_of_a_handshake_closes_without_a_stack()
    {
        await using var hub = await HubClient.Open(host.Hub);
        await hub.SendFrame("""{ "protocol": """);
        await hub.Closed.WaitAsync(HubClient.Patience);
        Assert.DoesNotContain(host.Log.Alarming, line => line.Exception is not null);
    }

    [Fact]
    public async Task Nobody_within_ten_seconds_closes()
    {
        await using var hub = await host.Connect();
        await Until.Advanced(host.Clock, () => hub.Closed.IsCompleted);
        await Closes(hub, "nobody proved who is there in time");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("never-issued")]
    public async Task Three_failures_to_authenticate_close_and_each_is_answered(string? token)
    {
        await using var hub = await host.Connect();
        for (var tried = 0; tried < 3; tried++) Assert.Equal("unauthorized", await HubTests.Problem(hub, "Authenticate", token));
        await Closes(hub, "authentication failed three times");
    }

    [Fact]
    public async Task Authenticate_holds_a_token_to_its_origin_and_takes_no_key()
    {
        host.GiveToken(Someone.PatientToken, Someone.Patient);
        host.Ports.Credentials.Token("elsewhere", Someone.Patient, "https://elsewhere.test", DateTimeOffset.MaxValue);
        host.Ports.Credentials.Key(Someone.IntegrationKey, Someone.HostBackEnd);
        await using var hub = await host.Connect(new() { Origin = Someone.HostOrigin });
        Assert.Equal("unauthorized", await HubTests.Problem(hub, "Authenticate", "elsewhere"));
        Assert.Equal("forbidden", await HubTests.Problem(hub, "Authenticate", Someone.IntegrationKey));
        await hub.Invoke("Authenticate", Someone.PatientToken);
    }

    [Fact]
    public async Task Bad_credentials_over_the_hub_count_for_the_address()
    {
        for (var connection = 0; connection < 5; connection++)
        {
            await using var hub = await host.Connect();
            for (var tried = 0; tried < 2; tried++) Assert.Equal("unauthorized", await HubTests.Problem(hub, "Authenticate", "guess"));
        }

        await using var last = await host.Connect();
        Assert.Equal("rate-limited;retry-after=6", await HubTests.Problem(last, "Authenticate", "guess"));
    }

    [Fact]
    public async Task Another_person_on_the_same_connection_is_forbidden()
    {
        await using var hub = await host.Patient();
        host.GiveToken(Someone.OtherPatientToken, Someone.OtherPatient);
        host.GiveToken("other-patient-of-the-same-person", Someone.Patient with { Patient = Someone.OtherPatient.PersonId });
        Assert.Equal("forbidden", await HubTests.Problem(hub, "Authenticate", Someone.OtherPatientToken));
        Assert.Equal("forbidden", await HubTests.Problem(hub, "Authenticate", "other-patient-of-the-same-person"));
    }

    [Fact]
    public async Task A_token_in_the_query_is_ignored()
    {
        host.GiveToken(Someone.PatientToken, Someone.Patient);
        await using var hub = await HubClient.Connect(new(host.Hub, $"?access_token={Someone.PatientToken}"));
        await hub.SendFrame("""{ "type": 1, "invocationId": "1", "target": "SubscribeInbox", "arguments": [] }""");
        await Closes(hub, "a call before authentication");
        Assert.DoesNotContain(host.Log.Lines, line => line.Text.Contains(Someone.PatientToken, StringComparison.Ordinal) && line.Level > LogLevel.Debug);
    }

    private static string Padded(ConversationId conversation, int length)
    {
        var frame = $$"""{ "type": 1, "invocationId": "bad", "target": "Send", "arguments": ["{{conversation}}", { "text": "" }] }""";
        return frame.Insert(frame.IndexOf("\"\" }", StringComparison.Ordinal) + 1, new string('x', length - frame.Length));
    }

    private async Task Closes(HubClient hub, string why)
    {
        var closing = await hub.Closed.WaitAsync(HubClient.Patience);
        Assert.Equal(WebSocketCloseStatus.NormalClosure, closing.Status);
        Assert.False(closing.AllowReconnect, why);
        var line = Assert.Single(host.Log.Alarming);
        Assert.Null(line.Exception);
        Assert.StartsWith("Hub connection ", line.Text, StringComparison.Ordinal);
    }
}
