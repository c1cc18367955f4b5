using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;

namespace Portal.Testing.Hub;

/// <summary>
/// A client of the portal's hubs that speaks SignalR's JSON protocol over a plain WebSocket, so that tests see every frame and can send any. No
/// negotiation, no reconnecting, no pings: a test does on purpose what a client would do by itself.
/// <code>
/// await using var hub = await HubClient.Connect(address, new() { Bearer = token });
/// var start = await hub.Invoke("Subscribe", conversation, 0);
/// var pushed = await hub.Next("event");
/// </code>
/// </summary>
public sealed class HubClient : IAsyncDisposable
{
    public const byte EndOfFrame = 0x1e;

    /// <summary>How long any wait of this client may take before the test fails.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly byte[] Handshake = [.. """{"protocol":"json","version":1}"""u8, EndOfFrame];
    private readonly ClientWebSocket socket = new();
    private readonly SemaphoreSlim sending = new(1);
    private readonly ConcurrentDictionary<string, TaskCompletionSource<JsonElement>> calls = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Channel<JsonElement>> pushes = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<HubPush> everything = new();
    private readonly TaskCompletionSource<HubClosing> closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource greeted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task reading = Task.CompletedTask;
    private readonly Action<HubPush>? pushed;
    private int lastCall;

    private HubClient(Action<HubPush>? pushed) => this.pushed = pushed;

    /// <summary>How the connection ended; completes when it has.</summary>
    public Task<HubClosing> Closed => closed.Task;

    /// <summary>Every push so far, in the order in which they came.</summary>
    public IReadOnlyList<HubPush> Pushes => [.. everything];

    /// <summary>Opens the WebSocket and shakes hands.</summary>
    /// <param name="address">The hub's address, http or https: <c>http://127.0.0.1:5080/hubs/conversations</c>.</param>
    /// <exception cref="WebSocketException">The upgrade was refused; <see cref="HubOptions.Upgraded"/> sees the status.</exception>
    public static async Task<HubClient> Connect(Uri address, HubOptions? options = null)
    {
        var client = await Open(address, options);
        await client.SendRaw(Handshake);
        await client.greeted.Task.WaitAsync(Patience);
        return client;
    }

    /// <summary>Opens the WebSocket and says nothing.</summary>
    public static async Task<HubClient> Open(Uri address, HubOptions? options = null)
    {
        options ??= new();
        var client = new HubClient(options.Pushed);
        client.socket.Options.CollectHttpResponseDetails = true;
        if (options.Origin is not null) client.socket.Options.SetRequestHeader("Origin", options.Origin);
        if (options.Bearer is not null) client.socket.Options.SetRequestHeader("Authorization", $"Bearer {options.Bearer}");
        if (options.Cookie is not null) client.socket.Options.SetRequestHeader("Cookie", options.Cookie);
        var socketAddress = new UriBuilder(address) { Scheme = address.Scheme == Uri.UriSchemeHttps ? "wss" : "ws" }.Uri;
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await client.socket.ConnectAsync(socketAddress, limit.Token);
        }
        finally
        {
            options.Upgraded?.Invoke((int)client.socket.HttpStatusCode);
        }

        client.reading = Task.Run(client.Read, CancellationToken.None);
        return client;
    }

    /// <summary>Calls a method and waits for its answer.</summary>
    /// <exception cref="HubCallException">The hub refused; its <see cref="HubCallException.Problem"/> says why.</exception>
    /// <exception cref="HubClosedException">The connection ended before the answer.</exception>
    public async Task<JsonElement> Invoke(string method, params object?[] arguments) => await (await Begin(method, arguments)).WaitAsync(Patience);

    /// <summary>Calls a method; the inner task completes with the answer. The call is on its way when the outer task completes.</summary>
    public async Task<Task<JsonElement>> Begin(string method, params object?[] arguments)
    {
        var id = Interlocked.Increment(ref lastCall).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var answer = calls[id] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await Write(new { type = 1, invocationId = id, target = method, arguments });
        if (closed.Task.IsCompleted) answer.TrySetException(new HubClosedException());
        return answer.Task;
    }

    /// <summary>The answer to a call that the test writes by hand (<see cref="SendFrame"/>) under this invocation id.</summary>
    public Task<JsonElement> Expect(string invocationId) => (calls[invocationId] = new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Calls a method without asking for an answer.</summary>
    public Task Send(string method, params object?[] arguments) => Write(new { type = 1, target = method, arguments });

    /// <summary>Sends text as it is, with the byte that ends a frame behind it.</summary>
    public Task SendFrame(string text) => SendRaw([.. Encoding.UTF8.GetBytes(text), EndOfFrame]);

    /// <summary>Sends bytes as one WebSocket message.</summary>
    public async Task SendRaw(byte[] bytes)
    {
        using var limit = new CancellationTokenSource(Patience);
        await sending.WaitAsync(limit.Token);
        try
        {
            await socket.SendAsync(bytes, WebSocketMessageType.Text, endOfMessage: true, limit.Token);
        }
        finally
        {
            sending.Release();
        }
    }

    /// <summary>The next push of that name that nobody has taken yet.</summary>
    /// <exception cref="OperationCanceledException">None came within <see cref="Patience"/>.</exception>
    /// <exception cref="ChannelClosedException">The connection ended before one came.</exception>
    public async Task<JsonElement> Next(string target)
    {
        using var limit = new CancellationTokenSource(Patience);
        return await Channel(target).Reader.ReadAsync(limit.Token);
    }

    /// <summary>Cuts the connection without a word, as a lost network does.</summary>
    public void Cut() => socket.Abort();

    public async ValueTask DisposeAsync()
    {
        if (socket.State == WebSocketState.Open) await TryClose();
        socket.Abort();
        await reading;
        socket.Dispose();
        sending.Dispose();
    }

    private async Task TryClose()
    {
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2));
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token);
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The other side was faster.
        }
    }

    private Task Write<T>(T message) => SendRaw([.. JsonSerializer.SerializeToUtf8Bytes(message), EndOfFrame]);

    private Channel<JsonElement> Channel(string target) => pushes.GetOrAdd(target, _ => System.Threading.Channels.Channel.CreateUnbounded<JsonElement>());

    private async Task Read()
    {
        var ending = new HubClosing(null, null, AllowReconnect: false);
        try
        {
            await foreach (var frame in Frames())
            {
                if (Take(frame) is { } close) ending = close;
            }
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Cut from either side: whoever waits is told below.
        }

        End(ending with { Status = socket.CloseStatus });
    }

    private async IAsyncEnumerable<JsonElement> Frames()
    {
        var buffer = new byte[16 * 1024];
        var pending = new MemoryStream();
        while (socket.State is WebSocketState.Open or WebSocketState.CloseSent)
        {
            var received = await socket.ReceiveAsync(buffer, CancellationToken.None);
            if (received.MessageType == WebSocketMessageType.Close) yield break;
            for (var index = 0; index < received.Count; index++)
            {
                if (buffer[index] != EndOfFrame)
                {
                    pending.WriteByte(buffer[index]);
                    continue;
                }

                yield return JsonElement.Parse(pending.GetBuffer().AsSpan(0, (int)pending.Length));
                pending.SetLength(0);
            }
        }
    }

    /// <summary>Null unless the frame says that the connection closes.</summary>
    private HubClosing? Take(JsonElement frame)
    {
        switch (frame.TryGetProperty("type", out var type) ? type.GetInt32() : 0)
        {
            case 0:
                if (frame.TryGetProperty("error", out var refusal)) greeted.TrySetException(new InvalidOperationException(refusal.GetString()));
                else greeted.TrySetResult();
                break;
            case 1:
                var push = new HubPush(frame.GetProperty("target").GetString()!, frame.GetProperty("arguments")[0]);
                everything.Enqueue(push);
                pushed?.Invoke(push);
                Channel(push.Target).Writer.TryWrite(push.Argument);
                break;
            case 3 when calls.TryRemove(frame.GetProperty("invocationId").GetString()!, out var call):
                if (frame.TryGetProperty("error", out var error)) call.TrySetException(new HubCallException(error.GetString()!));
                else call.TrySetResult(frame.TryGetProperty("result", out var result) ? result : default);
                break;
            case 7:
                var text = frame.TryGetProperty("error", out var reason) ? reason.GetString() : null;
                return new(null, text, frame.TryGetProperty("allowReconnect", out var allow) && allow.GetBoolean());
        }

        return null;
    }

    private void End(HubClosing ending)
    {
        closed.TrySetResult(ending);
        greeted.TrySetException(new HubClosedException());
        foreach (var call in calls.Values) call.TrySetException(new HubClosedException());
        foreach (var push in pushes.Values) push.Writer.TryComplete();
    }
}
