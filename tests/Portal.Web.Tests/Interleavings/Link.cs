using System.Text.Json;
using Portal.Testing.Hub;
using Portal.Testing.Running;

namespace Portal.Web.Tests.Interleavings;

/// <summary>
/// A device's way to the portal and what it has brought: after each break it connects to the next node and subscribes from the last sequence held. Pushes
/// wait in the line until <see cref="Follow"/> looks. No connection breaks but those that <see cref="Cut"/> is called for.
/// </summary>
internal sealed class Link(HospitalSession session, IReadOnlyList<string> conversations, IReadOnlyList<LiveHost> nodes, Line line) : IAsyncDisposable
{
    private readonly Dictionary<string, HeldConversation> held = conversations.ToDictionary(id => id, _ => new HeldConversation(), StringComparer.Ordinal);
    private readonly HashSet<string> subscribed = new(StringComparer.Ordinal);
    private readonly HashSet<string> away = new(StringComparer.Ordinal);
    private readonly Dictionary<int, RestClient> rest = [];
    private HubClient? hub;
    private int node;

    public string Person => session.Person;

    public bool IsSmooth => line.IsSmooth;

    public IReadOnlyList<string> Conversations => conversations;

    public IReadOnlyDictionary<string, HeldConversation> Held => held;

    /// <summary>There is one after <see cref="Follow"/>.</summary>
    public HubClient Hub => hub!;

    /// <summary>REST at the node of the connection.</summary>
    public RestClient Here => RestOf(node);

    /// <summary>REST at another node, where there is one.</summary>
    public RestClient Elsewhere => RestOf(node + 1);

    /// <summary>Connected, having looked at what came, and subscribed: anew where something is missing.</summary>
    public async Task Follow()
    {
        if (hub is null) await Connect();
        Listen();
        foreach (var conversation in conversations.Where(id => !away.Contains(id) && (!subscribed.Contains(id) || held[id].IsBehind))) await Subscribe(conversation);
    }

    public async Task Subscribe(string conversation)
    {
        away.Remove(conversation);
        var mine = held[conversation];
        do mine.Answered(await Hub.Invoke("Subscribe", conversation, mine.Last));
        while (mine.IsBehind);
        subscribed.Add(conversation);
    }

    /// <summary>Does not follow the conversation until it is subscribed to again.</summary>
    public async Task Leave(string conversation)
    {
        await Hub.Invoke("Unsubscribe", conversation);
        subscribed.Remove(conversation);
        away.Add(conversation);
    }

    public async Task Cut()
    {
        subscribed.Clear();
        if (hub is null) return;
        hub.Cut();
        await hub.DisposeAsync();
        hub = null;
    }

    /// <summary>From now on nothing goes wrong any more, and every conversation is followed.</summary>
    public Task Mend()
    {
        line.Mend();
        away.Clear();
        return Follow();
    }

    public Task<JsonElement> View(string conversation) => Here.Get($"/conversations/{conversation}");

    /// <summary>As somebody who was never there: the log by REST, the markers by a new subscription.</summary>
    public async Task<(HeldConversation Fresh, IReadOnlyList<JsonElement> Stored)> ReadAnew(string conversation)
    {
        var fresh = new HeldConversation();
        var stored = await Here.Events(conversation);
        foreach (var happened in stored) fresh.Happened(happened);
        await using var other = await HubClient.Connect(nodes[0].Hub);
        await other.Invoke("Authenticate", session.Token);
        fresh.Answered(await other.Invoke("Subscribe", conversation, fresh.Last));
        return (fresh, stored);
    }

    public async ValueTask DisposeAsync()
    {
        await Cut();
        foreach (var one in rest.Values) one.Dispose();
    }

    private async Task Connect()
    {
        hub = await HubClient.Connect(nodes[++node % nodes.Count].Hub, new() { Pushed = line.Send });
        await hub.Invoke("Authenticate", session.Token);
    }

    private void Listen()
    {
        foreach (var (target, push) in line.Receive())
        {
            if (!push.TryGetProperty("conversationId", out var id) || !held.TryGetValue(id.GetString()!, out var mine)) continue;
            if (target == "event") mine.Happened(push);
            else if (target == "marker") mine.Marked(push);
            else if (target == "head") mine.HeadIs(push.GetProperty("headSequence").GetInt64());
        }
    }

    private RestClient RestOf(int number)
    {
        var index = number % nodes.Count;
        return rest.TryGetValue(index, out var made) ? made : rest[index] = new RestClient(() => nodes[index].Address, session.Token);
    }
}
