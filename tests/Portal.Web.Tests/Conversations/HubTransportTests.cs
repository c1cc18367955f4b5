using System.Text;
using System.Text.Json;
using Portal.Domain.Shared;
using Portal.Testing.Hub;
using Portal.Web.Tests.Fakes;
using Xunit;

namespace Portal.Web.Tests.Conversations;

/// <summary>Where a proxy lets no WebSocket through: the same hub over server-sent events and long polling.</summary>
public sealed class HubTransportTests(SharedHubHost host) : IClassFixture<SharedHubHost>
{
    private static readonly string Handshake = """{"protocol":"json","version":1}""" + (char)HubClient.EndOfFrame;

    [Fact]
    public async Task Long_polling_serves_a_whole_conversation()
    {
        using var client = new HttpClient { BaseAddress = host.Address };
        var (address, conversation) = await Begin(client);
        var received = new StringBuilder();
        await client.GetAsync(address);
        var polling = Poll(client, address, received, "\"invocationId\":\"3\"");
        await Speak(client, address, conversation);
        await polling.WaitAsync(HubClient.Patience);
        Heard(received.ToString());
    }

    [Fact]
    public async Task Server_sent_events_serve_a_whole_conversation()
    {
        using var client = new HttpClient { BaseAddress = host.Address };
        var (address, conversation) = await Begin(client);
        using var request = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { { "Accept", "text/event-stream" } } };
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync());
        await Speak(client, address, conversation);
        var received = new StringBuilder();
        using var limit = new CancellationTokenSource(HubClient.Patience);
        while (!received.ToString().Contains("\"invocationId\":\"3\"", StringComparison.Ordinal)) received.Append(await lines.ReadLineAsync(limit.Token));
        Heard(received.ToString());
    }

    private static void Heard(string received)
    {
        Assert.Contains("\"displayName\":\"Ada Quick\"", received, StringComparison.Ordinal);
        Assert.Contains("\"sequence\":1,", received, StringComparison.Ordinal);
        Assert.Contains("\"text\":\"hello\"", received, StringComparison.Ordinal);
    }

    private async Task<(Uri Address, ConversationId Conversation)> Begin(HttpClient client)
    {
        host.GiveToken(Someone.PatientToken, Someone.Patient);
        using var response = await client.PostAsync(new Uri("/hubs/conversations/negotiate?negotiateVersion=1", UriKind.Relative), null);
        var negotiated = await response.Read();
        var transports = negotiated.GetProperty("availableTransports").EnumerateArray().Select(one => one.GetProperty("transport").GetString());
        Assert.Equal(["WebSockets", "ServerSentEvents", "LongPolling"], transports);
        return (new($"/hubs/conversations?id={negotiated.GetProperty("connectionToken").GetString()}", UriKind.Relative), host.Ports.Conversations.Add(Someone.Patient));
    }

    private static async Task Speak(HttpClient client, Uri address, ConversationId conversation)
    {
        await Say(client, address, Handshake);
        await Say(client, address, Call(1, "Authenticate", Someone.PatientToken));
        await Say(client, address, Call(2, "Send", conversation.ToString(), new { clientMessageId = Guid.CreateVersion7(), text = "hello" }));
        await Say(client, address, Call(3, "Subscribe", conversation.ToString(), 0));
    }

    private static async Task Poll(HttpClient client, Uri address, StringBuilder received, string until)
    {
        while (!received.ToString().Contains(until, StringComparison.Ordinal)) received.Append(await client.GetStringAsync(address));
    }

    private static async Task Say(HttpClient client, Uri address, string text)
    {
        using var content = new StringContent(text);
        using var response = await client.PostAsync(address, content);
        Assert.True(response.IsSuccessStatusCode);
    }

    private static string Call(int id, string target, params object?[] arguments) =>
        JsonSerializer.Serialize(new { type = 1, invocationId = $"{id}", target, arguments }) + (char)HubClient.EndOfFrame;
}
