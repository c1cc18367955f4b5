using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Portal.Benchmarks.Load;

/// <summary>
/// One client of the hub over a real WebSocket, as lean as it can be, since thousands of them share the machine with the server they measure: of a pushed
/// message it reads the client message id and nothing else. It works with the portal and with the relay alike.
/// </summary>
internal sealed class LoadClient : IAsyncDisposable
{
    private const byte EndOfFrame = 0x1e;
    private const int BufferLength = 4096;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly byte[] Handshake = [.. """{"protocol":"json","version":1}"""u8, EndOfFrame];
    private static readonly byte[] Ping = [.. """{"type":6}"""u8, EndOfFrame];
    private readonly ClientWebSocket socket = new();
    private readonly SemaphoreSlim sending = new(1);
    private readonly Action<LoadClient, long> heard;
    private TaskCompletionSource? answer;
    private Task reading = Task.CompletedTask;
    private bool isEnding;

    private LoadClient(Action<LoadClient, long> heard) => this.heard = heard;

    /// <summary>What broke it; a measurement with a broken client is none.</summary>
    public Exception? Trouble { get; private set; }

    /// <summary>A client that has said who it is and is subscribed to the conversation, live.</summary>
    /// <param name="hub">The hub's address, http.</param>
    /// <param name="token">The session's token.</param>
    /// <param name="conversation">The conversation's id.</param>
    /// <param name="heard">Told the number (<see cref="NumberedIds"/>) of each message that is pushed.</param>
    public static async Task<LoadClient> Connect(Uri hub, string token, string conversation, Action<LoadClient, long> heard)
    {
        var client = new LoadClient(heard);
        using var limit = new CancellationTokenSource(Patience);
        await client.socket.ConnectAsync(new UriBuilder(hub) { Scheme = "ws" }.Uri, limit.Token);
        client.reading = Task.Run(client.Read, CancellationToken.None);
        await client.Ask(Handshake);
        await client.Ask(Call("1", "Authenticate", token));
        await client.Ask(Call("2", "Subscribe", conversation, 0));
        return client;
    }

    /// <summary>A call of <c>Send</c> as it goes over the wire.</summary>
    public static byte[] SendFrame(string conversation, long number, string text) =>
        Call(number.ToString(CultureInfo.InvariantCulture), "Send", conversation, new { clientMessageId = NumberedIds.Of(number), text });

    /// <summary>Says that it is still there, without which a server drops it after half a minute.</summary>
    public Task StayAlive() => Write(Ping);

    /// <summary>Completes when the frame is given to the network.</summary>
    public async Task Write(byte[] frame)
    {
        await sending.WaitAsync();
        try
        {
            await socket.SendAsync(frame, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        }
        catch (Exception error) when (error is WebSocketException or ObjectDisposedException)
        {
            Trouble ??= error;
        }
        finally
        {
            sending.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        isEnding = true;
        try
        {
            using var limit = new CancellationTokenSource(Patience);
            if (socket.State == WebSocketState.Open) await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token);
            await reading.WaitAsync(limit.Token);
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException)
        {
            socket.Abort();
        }

        socket.Dispose();
        sending.Dispose();
    }

    private static byte[] Call(string id, string method, params object[] arguments) =>
        [.. Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new { type = 1, invocationId = id, target = method, arguments })), EndOfFrame];

    private async Task Ask(byte[] frame)
    {
        answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await Write(frame);
        await answer.Task.WaitAsync(Patience);
    }

    private async Task Read()
    {
        try
        {
            var buffer = new byte[BufferLength];
            var held = 0;
            while (true)
            {
                if (held == buffer.Length) Array.Resize(ref buffer, buffer.Length * 2);
                var received = await socket.ReceiveAsync(buffer.AsMemory(held), CancellationToken.None);
                if (received.MessageType == WebSocketMessageType.Close) break;
                held = Take(buffer, held + received.Count);
            }

            if (!isEnding) Break(new InvalidOperationException("The server closed a connection."));
        }
        catch (Exception error)
        {
            if (!isEnding) Break(error);
        }
    }

    /// <summary>Takes the whole frames, and moves what is left of the last to the front; how long that is.</summary>
    private int Take(byte[] buffer, int length)
    {
        var rest = buffer.AsSpan(0, length);
        while (rest.IndexOf(EndOfFrame) is >= 0 and var end)
        {
            Take(rest[..end]);
            rest = rest[(end + 1)..];
        }

        rest.CopyTo(buffer);
        return rest.Length;
    }

    private void Take(ReadOnlySpan<byte> frame)
    {
        if (frame.StartsWith("""{"type":1,"target":"event","""u8))
        {
            if (NumberedIds.Find(frame) is { } number) heard(this, number);
        }
        else if (frame.SequenceEqual("{}"u8) || frame.StartsWith("""{"type":3,"""u8))
        {
            if (frame.IndexOf("\"error\":"u8) >= 0) Break(new InvalidOperationException(Encoding.UTF8.GetString(frame)));
            else answer?.TrySetResult();
        }
        else if (frame.StartsWith("""{"type":7"""u8))
        {
            Break(new InvalidOperationException(Encoding.UTF8.GetString(frame)));
        }
    }

    private void Break(Exception error)
    {
        Trouble ??= error;
        answer?.TrySetException(error);
    }
}
