using Portal.Testing.Hub;
using Xunit;

namespace Portal.Web.Tests.Conversations;

/// <summary>Calls of the hub whose arguments are not what the method takes.</summary>
public sealed class HubArgumentTests(SharedHubHost host) : IClassFixture<SharedHubHost>
{
    public const string Somewhere = "0195f3a8-7c00-7000-8000-000000000001";

    public static TheoryData<string> BadCalls => new(
        """ "target": "Subscribe", "arguments": [] """,
        $$""" "target": "Subscribe", "arguments": ["{{Somewhere}}"] """,
        $$""" "target": "Subscribe", "arguments": ["{{Somewhere}}", 0, 1] """,
        $$""" "target": "Subscribe", "arguments": ["{{Somewhere}}", "0"] """,
        $$""" "target": "Subscribe", "arguments": ["{{Somewhere}}", -1] """,
        $$""" "target": "Subscribe", "arguments": ["{{Somewhere}}", 9007199254740992] """,
        $$""" "target": "Subscribe", "arguments": ["{{Somewhere}}", 1.5] """,
        $$""" "target": "Subscribe", "arguments": ["{{Somewhere}}", null] """,
        """ "target": "Subscribe", "arguments": ["nonsense", 0] """,
        """ "target": "Subscribe", "arguments": [null, 0] """,
        """ "target": "Subscribe", "arguments": [17, 0] """,
        """ "arguments": ["x", 0, true], "target": "Subscribe" """,
        """ "target": "SubscribeInbox", "arguments": [1] """,
        $$""" "target": "Send", "arguments": ["{{Somewhere}}", null] """,
        $$""" "target": "Send", "arguments": ["{{Somewhere}}", {}] """,
        $$""" "target": "Send", "arguments": ["{{Somewhere}}", "text"] """,
        $$""" "target": "Send", "arguments": ["{{Somewhere}}", { "clientMessageId": "{{Somewhere}}", "text": "x", "colour": "red" }] """,
        $$""" "target": "Send", "arguments": ["{{Somewhere}}", { "clientMessageId": "{{Somewhere}}", "text": "x", "text": "y" }] """,
        $$""" "target": "Send", "arguments": ["{{Somewhere}}", { "clientMessageId": "{{Somewhere}}", "text": "\ud800" }] """,
        $$""" "target": "Send", "arguments": ["{{Somewhere}}", { "clientMessageId": "{{Somewhere}}", "text": " " }] """,
        $$""" "target": "Send", "arguments": ["{{Somewhere}}", { "clientMessageId": "{{Somewhere}}", "text": "" }] """,
        $$""" "target": "Send", "arguments": ["{{Somewhere}}", { "clientMessageId": "{{Somewhere}}", "text": "a\u001bb" }] """,
        $$""" "target": "Send", "arguments": ["{{Somewhere}}", { "clientMessageId": "{{Somewhere}}", "text": "{{new string('x', 8001)}}" }] """,
        $$""" "target": "Send", "arguments": ["{{Somewhere}}", { "clientMessageId": "1", "text": "x" }] """,
        $$""" "target": "MarkRead", "arguments": ["{{Somewhere}}", 0] """,
        $$""" "target": "Typing", "arguments": ["{{Somewhere}}", "yes"] """,
        """ "target": "SetPresence", "arguments": ["offline"] """,
        """ "target": "SetPresence", "arguments": ["Away"] """,
        $$""" "target": "Unsubscribe", "arguments": ["{{Somewhere}}"], "streamIds": ["1"] """);

    [Theory]
    [MemberData(nameof(BadCalls))]
    public async Task Wrong_arguments_are_validation_and_the_connection_lives_on(string call)
    {
        await using var hub = await host.Patient();
        Assert.Equal("validation", await Answered(hub, call));
        await hub.Invoke("SetPresence", "available");
        Assert.Empty(host.Log.Alarming);
    }

    /// <summary>The problem that a call written by hand is answered with.</summary>
    internal static async Task<string?> Answered(HubClient hub, string call, int type = 1)
    {
        var answer = hub.Expect("bad");
        await hub.SendFrame(call.TrimStart().StartsWith('{') ? call : $$"""{ "type": {{type}}, "invocationId": "bad", {{call}} }""");
        return (await Assert.ThrowsAsync<HubCallException>(() => answer.WaitAsync(HubClient.Patience))).Problem;
    }
}
