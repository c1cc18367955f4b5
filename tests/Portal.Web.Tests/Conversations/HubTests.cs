using System.Text.Json;
using Portal.Domain.Conversations;
using Portal.Domain.Shared;
using Portal.Testing.Hub;
using Portal.Testing.Time;
using Portal.Web.Tests.Fakes;
using Xunit;

namespace Portal.Web.Tests.Conversations;

/// <summary>The hub's methods and pushes, as the contract words them.</summary>
public sealed class HubTests : IDisposable
{
    private static readonly DateTimeOffset Then = new(2026, 1, 15, 8, 0, 0, TimeSpan.Zero);
    private readonly HubHost host = new();

    public void Dispose() => host.Dispose();

    [Fact]
    public async Task Authenticate_says_who_is_there_and_for_how_long()
    {
        host.GiveToken(Someone.PatientToken, Someone.Patient);
        await using var hub = await host.Connect();
        var answer = await hub.Invoke("Authenticate", Someone.PatientToken);
        Assert.Equal(
            $$"""{"personId":"{{Someone.Patient.PersonId}}","displayName":"Ada Quick","serverTime":"2026-01-15T09:00:00.000Z","expiresAt":"2026-01-15T09:15:00.000Z"}""",
            answer.GetRawText());
    }

    [Fact]
    public async Task A_connection_may_prove_itself_by_the_header_of_its_request()
    {
        host.GiveToken(Someone.PatientToken, Someone.Patient);
        await using var hub = await host.Connect(new() { Bearer = Someone.PatientToken });
        Assert.Equal(JsonValueKind.Array, (await hub.Invoke("SubscribeInbox")).GetProperty("conversations").ValueKind);
    }

    [Fact]
    public async Task Subscribe_answers_the_events_then_pushes_from_that_instant()
    {
        var conversation = host.Ports.Conversations.Add(Someone.Patient);
        await using var hub = await host.Patient();
        await Post(hub, conversation, "one");
        var start = await hub.Invoke("Subscribe", conversation.ToString(), 0);
        Assert.Equal(["events", "headSequence", "more", "markers", "presence"], start.EnumerateObject().Select(member => member.Name));
        Assert.Equal("one", start.GetProperty("events")[0].GetProperty("text").GetString());
        Assert.False(start.GetProperty("more").GetBoolean());
        Assert.Equal(1, start.GetProperty("markers")[0].GetProperty("delivered").GetInt64());
        Assert.Equal("available", start.GetProperty("presence")[0].GetProperty("state").GetString());

        var place = host.Ports.Feed.Places.Single();
        await place.Began.WaitAsync(HubClient.Patience);
        await place.Viewer.Events(conversation, [Event(conversation, 2, new EventBody.MessageCorrected(new(1), new("<one>\u202e\U0001F600")))]);
        var pushed = await hub.Next("event");
        Assert.Equal("<one>\u202e\U0001F600", pushed.GetProperty("text").GetString());
        Assert.Equal(["type", "target", "text", "conversationId", "sequence", "at", "actor"], pushed.EnumerateObject().Select(member => member.Name));
        Assert.Equal("messageCorrected", pushed.GetProperty("type").GetString());
        Assert.Equal("2026-01-15T08:00:00.000Z", pushed.GetProperty("at").GetString());
        Assert.Equal($$"""{"id":"{{Someone.Patient.PersonId}}","kind":"patient","displayName":"Ada Quick"}""", pushed.GetProperty("actor").GetRawText());
    }

    [Fact]
    public async Task The_answer_is_on_the_wire_before_the_first_push()
    {
        var conversation = host.Ports.Conversations.Add(Someone.Patient);
        await using var hub = await host.Patient();
        host.Ports.Feed.Begun = place => _ = Task.Run(() => place.Viewer.Head(conversation, new(1)).AsTask());
        for (var time = 0; time < 20; time++)
        {
            var answer = await hub.Begin("Subscribe", conversation.ToString(), 0);
            await hub.Next("head");
            Assert.True(answer.IsCompleted);
        }
    }

    [Fact]
    public async Task While_there_is_more_nothing_is_live()
    {
        var conversation = host.Ports.Conversations.Add(Someone.Patient);
        host.Ports.Feed.StartLimit = 2;
        await using var hub = await host.Patient();
        foreach (var text in (string[])["one", "two", "three"]) await Post(hub, conversation, text);
        var first = await hub.Invoke("Subscribe", conversation.ToString(), 0);
        Assert.True(first.GetProperty("more").GetBoolean());
        Assert.Empty(host.Ports.Feed.Places);
        var second = await hub.Invoke("Subscribe", conversation.ToString(), 2);
        Assert.False(second.GetProperty("more").GetBoolean());
        Assert.Single(host.Ports.Feed.Places);
    }

    [Fact]
    public async Task A_second_subscription_replaces_the_first_and_unsubscribing_ends_it()
    {
        var conversation = host.Ports.Conversations.Add(Someone.Patient);
        await using var hub = await host.Patient();
        await hub.Invoke("Subscribe", conversation.ToString(), 0);
        var first = host.Ports.Feed.Places.Single();
        await hub.Invoke("Subscribe", conversation.ToString(), 0);
        Assert.NotSame(first, host.Ports.Feed.Places.Single());
        Assert.Equal(JsonValueKind.Null, (await hub.Invoke("Unsubscribe", conversation.ToString())).ValueKind);
        Assert.Empty(host.Ports.Feed.Places);
    }

    [Fact]
    public async Task The_inbox_answers_the_list_then_what_changes()
    {
        var conversation = host.Ports.Conversations.Add(Someone.Patient);
        await using var hub = await host.Patient();
        var start = await hub.Invoke("SubscribeInbox");
        Assert.Equal(conversation.ToString(), start.GetProperty("conversations")[0].GetProperty("id").GetString());
        Assert.Equal("next", start.GetProperty("cursor").GetString());
        var place = host.Ports.Feed.Places.Single();
        await place.Began.WaitAsync(HubClient.Patience);
        var view = (await host.Ports.Conversations.View(Someone.Patient, conversation, default)).Value;
        await place.Inbox.Changed(view with { Unread = 3 });
        await place.Inbox.Gone(conversation);
        Assert.Equal(3, (await hub.Next("conversationChanged")).GetProperty("unreadCount").GetInt32());
        Assert.Equal($$"""{"id":"{{conversation}}","gone":true}""", (await hub.Next("conversationChanged")).GetRawText());
    }

    [Fact]
    public async Task Every_other_push_has_the_contracts_shape()
    {
        var conversation = host.Ports.Conversations.Add(Someone.Patient);
        var other = Someone.OtherPatient.PersonId;
        await using var hub = await host.Patient();
        await hub.Invoke("Subscribe", conversation.ToString(), 0);
        var viewer = host.Ports.Feed.Places.Single().Viewer;
        await viewer.Marker(conversation, new(other, new(5), new(4)));
        await viewer.Typing(conversation, other, true);
        await viewer.Presence(new(other, PresenceState.Away));
        await viewer.Head(conversation, new(17));
        await viewer.Lost(conversation, "access");
        Assert.Equal($$"""{"conversationId":"{{conversation}}","personId":"{{other}}","delivered":5,"read":4}""", (await hub.Next("marker")).GetRawText());
        Assert.Equal($$"""{"conversationId":"{{conversation}}","personId":"{{other}}","isTyping":true}""", (await hub.Next("typing")).GetRawText());
        Assert.Equal($$"""{"personId":"{{other}}","state":"away"}""", (await hub.Next("presence")).GetRawText());
        Assert.Equal($$"""{"conversationId":"{{conversation}}","headSequence":17}""", (await hub.Next("head")).GetRawText());
        Assert.Equal($$"""{"conversationId":"{{conversation}}","reason":"access"}""", (await hub.Next("unsubscribed")).GetRawText());
    }

    [Fact]
    public async Task Send_answers_the_receipt_and_the_same_again_for_the_same_message()
    {
        var conversation = host.Ports.Conversations.Add(Someone.Patient);
        await using var hub = await host.Patient();
        var message = new { clientMessageId = Guid.CreateVersion7(), text = "once" };
        var first = await hub.Invoke("Send", conversation.ToString(), message);
        var again = await hub.Invoke("Send", conversation.ToString(), message);
        Assert.Equal("""{"sequence":1,"sentAt":"2026-01-15T08:00:00.123Z"}""", first.GetRawText());
        Assert.Equal(first.GetRawText(), again.GetRawText());
        Assert.Equal("conflict;reason=reused-id", await Problem(hub, "Send", conversation.ToString(), message with { text = "other" }));
    }

    [Fact]
    public async Task Sends_of_one_connection_are_numbered_as_they_arrive()
    {
        var conversation = host.Ports.Conversations.Add(Someone.Patient);
        await using var hub = await host.Patient();
        var calls = new List<Task<JsonElement>>();
        for (var number = 1; number <= 50; number++)
            calls.Add(await hub.Begin("Send", conversation.ToString(), new { clientMessageId = Guid.CreateVersion7(), text = $"{number}" }));
        var answers = await Task.WhenAll(calls);
        Assert.Equal(Enumerable.Range(1, 50).Select(number => (long)number), answers.Select(answer => answer.GetProperty("sequence").GetInt64()));
    }

    [Fact]
    public async Task Markers_typing_and_presence_reach_their_ports()
    {
        var conversation = host.Ports.Conversations.Add(Someone.Patient);
        await using var hub = await host.Patient();
        await Post(hub, conversation, "one");
        await hub.Invoke("MarkDelivered", conversation.ToString(), 1);
        await hub.Invoke("MarkRead", conversation.ToString(), 1);
        await hub.Invoke("Typing", conversation.ToString(), true);
        await hub.Invoke("SetPresence", "away");
        Assert.Equal([true], host.Ports.Feed.Typed);
        Assert.Equal(PresenceState.Away, host.Ports.Feed.Presences.Single().State);
        Assert.Equal("refused;reason=beyond-head", await Problem(hub, "MarkRead", conversation.ToString(), 2));
    }

    [Fact]
    public async Task With_the_connection_its_places_and_its_presence_end()
    {
        var conversation = host.Ports.Conversations.Add(Someone.Patient);
        var hub = await host.Patient();
        await hub.Invoke("Subscribe", conversation.ToString(), 0);
        await hub.Invoke("SubscribeInbox");
        Assert.Equal(2, host.Ports.Feed.Places.Count);
        Assert.Equal(PresenceState.Available, host.Ports.Feed.Presences.Single().State);
        hub.Cut();
        await Until.True(() => host.Ports.Feed.Places.Count == 0 && host.Ports.Feed.Presences.Count == 0);
        await hub.DisposeAsync();
    }

    internal static async Task<string?> Problem(HubClient hub, string method, params object?[] arguments) =>
        (await Assert.ThrowsAsync<HubCallException>(() => hub.Invoke(method, arguments))).Problem;

    private static Task<JsonElement> Post(HubClient hub, ConversationId conversation, string text) =>
        hub.Invoke("Send", conversation.ToString(), new { clientMessageId = Guid.CreateVersion7(), text });

    private static ConversationEvent Event(ConversationId conversation, long sequence, EventBody body) =>
        new(conversation, new(sequence), Id.New<EventId>(), Then, EventActor.Of(Someone.Patient), body);
}
