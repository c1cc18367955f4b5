using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;
using Portal.Testing.Hub;
using Portal.Testing.Running;

namespace Portal.Web.Tests.Faults;

internal sealed record Message(long Sequence, Guid Id);

/// <summary>
/// A patient's device while the portal is killed under it. It does what the contract asks of a client: sends a message again under the same id until it
/// is acknowledged, subscribes again from its last sequence after each break, and asks for a new session when the old one is no longer good.
/// </summary>
internal sealed class Device(PortalProcess portal, Func<Task<HospitalSession>> signIn, bool sendsByHub) : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private readonly ConcurrentQueue<Message> acknowledged = new();
    private readonly ConcurrentDictionary<long, Guid> seen = new();
    private HospitalSession? session;
    private RestClient? rest;
    private HubClient? hub;

    public IReadOnlyCollection<Message> Acknowledged => acknowledged;

    public int SessionsOutlived { get; private set; }

    /// <summary>Up to here nothing is missing.</summary>
    public long Last
    {
        get
        {
            var last = 0L;
            while (seen.ContainsKey(last + 1)) last++;
            return last;
        }
    }

    public IReadOnlyList<Message> Seen => [.. seen.OrderBy(one => one.Key).Select(one => new Message(one.Key, one.Value))];

    public async Task Write(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var message = new { clientMessageId = Guid.CreateVersion7(), text = "How are you today?" };
            while (!stop.IsCancellationRequested)
            {
                if (await TrySend(message) is not { } sequence) continue;
                acknowledged.Enqueue(new Message(sequence, message.clientMessageId));
                break;
            }
        }
    }

    /// <summary>Subscribed from the own last sequence on, in a new session.</summary>
    public Task ComeBack()
    {
        session = null;
        return Watch();
    }

    public async Task<IReadOnlyList<Message>> Stored() => [.. (await rest!.Events(session!.Conversation!)).Select(Read)];

    public async ValueTask DisposeAsync()
    {
        await Hang();
        rest?.Dispose();
    }

    private async Task Watch()
    {
        await Hang();
        var address = await portal.Ready.WaitAsync(Patience);
        hub = await HubClient.Connect(new Uri(address, "/hubs/conversations"), new() { Pushed = Take });
        await Authenticate(hub);
        JsonElement start;
        do
        {
            start = await hub.Invoke("Subscribe", session!.Conversation, Last);
            foreach (var happened in start.GetProperty("events").EnumerateArray()) See(happened);
        }
        while (start.GetProperty("more").GetBoolean());
    }

    /// <summary>Null where it is unknown whether the message was taken. What went wrong waits until the portal is there again, it does not spin.</summary>
    private async Task<long?> TrySend<T>(T message)
    {
        try
        {
            await portal.Ready.WaitAsync(Patience);
            if (hub is null || hub.Closed.IsCompleted) await Watch();
            if (sendsByHub) return (await hub!.Invoke("Send", session!.Conversation, message)).GetProperty("sequence").GetInt64();
            var answer = await rest!.TryCall(HttpMethod.Post, $"/conversations/{session!.Conversation}/messages", message);
            if (answer is { IsSuccess: true }) return answer.Body.GetProperty("sequence").GetInt64();
            await Again(answer?.Problem);
        }
        catch (HubCallException refused)
        {
            await Again(refused.Problem);
        }
        catch (Exception error) when (error is HubClosedException or WebSocketException or HttpRequestException or IOException or OperationCanceledException)
        {
            await Again(problem: null);
        }

        return null;
    }

    /// <summary>Null is no answer. A session that is no longer good is found out at the next connection; not being ready passes; nothing else is expected.</summary>
    private async Task Again(string? problem)
    {
        await Hang();
        if (problem is null or "unauthorized" or "session-expired" || problem.StartsWith("not-ready", StringComparison.Ordinal)) return;
        throw new InvalidOperationException($"Refused: {problem}");
    }

    /// <summary>With the session there is; where it is no longer good, with a new one.</summary>
    private async Task Authenticate(HubClient connection)
    {
        if (session is not null)
        {
            try
            {
                await connection.Invoke("Authenticate", session.Token);
                return;
            }
            catch (HubCallException ended) when (ended.Problem is "unauthorized" or "session-expired")
            {
                SessionsOutlived++;
            }
        }

        session = await signIn();
        rest?.Dispose();
        rest = new RestClient(() => portal.Address, session.Token);
        await connection.Invoke("Authenticate", session.Token);
    }

    private async Task Hang()
    {
        if (hub is null) return;
        hub.Cut();
        await hub.DisposeAsync();
        hub = null;
    }

    private void Take(HubPush push)
    {
        if (push.Target == "event") See(push.Argument);
    }

    private void See(JsonElement happened)
    {
        var (sequence, id) = Read(happened);
        if (seen.GetOrAdd(sequence, id) != id) throw new InvalidOperationException($"Sequence {sequence} was given out twice.");
    }

    private static Message Read(JsonElement happened) => new(happened.GetProperty("sequence").GetInt64(), happened.GetProperty("clientMessageId").GetGuid());
}
