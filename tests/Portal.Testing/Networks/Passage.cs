using System.Net;
using System.Net.Sockets;

namespace Portal.Testing.Networks;

/// <summary>
/// A listener in a namespace that leads every TCP connection to an address of the machine. A connection that breaks on one side is broken on the other, one that is
/// half closed is half closed there.
/// </summary>
internal sealed class Passage : IAsyncDisposable
{
    private readonly CancellationTokenSource ending = new();
    private readonly Socket listener;
    private readonly IPEndPoint target;
    private readonly Task accepting;

    public Passage(NetworkSpace space, IPEndPoint entrance, IPEndPoint target)
    {
        this.target = target;
        listener = space.Inside(() =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(entrance);
            socket.Listen(512);
            return socket;
        });
        accepting = Accept();
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        listener.Dispose();
        await accepting;
        ending.Dispose();
    }

    private async Task Accept()
    {
        var led = new List<Task>();
        try
        {
            while (true)
            {
                led.RemoveAll(one => one.IsCompleted);
                led.Add(Lead(await listener.AcceptAsync(ending.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(led);
        }
    }

    private async Task Lead(Socket outer)
    {
        using var inner = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using (outer)
        {
            try
            {
                await inner.ConnectAsync(target, ending.Token);
                (outer.NoDelay, inner.NoDelay) = (true, true);
                var both = new[] { Copy(outer, inner), Copy(inner, outer) };
                await await Task.WhenAny(both);
                await Task.WhenAll(both);
            }
            catch (Exception error) when (error is SocketException or OperationCanceledException)
            {
                // Reset, not closed: who waits for an answer hears that there will be none.
                outer.LingerState = inner.LingerState = new LingerOption(enable: true, seconds: 0);
            }
        }
    }

    private async Task Copy(Socket from, Socket to)
    {
        var buffer = new byte[16 * 1024];
        int length;
        while ((length = await from.ReceiveAsync(buffer, ending.Token)) > 0)
            for (var sent = 0; sent < length;) sent += await to.SendAsync(buffer.AsMemory(sent, length - sent), ending.Token);
        to.Shutdown(SocketShutdown.Send);
    }
}
