using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Portal.Testing.Networks;
using Xunit;

namespace Portal.Browser.Tests.Networks;

/// <summary>Somebody in a namespace who measures the way to an <see cref="Echo"/>.</summary>
internal sealed class Caller(NetworkSpace space, IPAddress address, int port)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Whether a UDP packet comes back within a second.</summary>
    public async Task<bool> Reaches()
    {
        using var socket = Udp();
        return await RoundTrip(socket) is not null;
    }

    /// <summary>The middle one of so many round trips of UDP packets.</summary>
    public async Task<TimeSpan> RoundTrip(int times)
    {
        using var socket = Udp();
        var taken = new List<TimeSpan>();
        for (var time = 0; time < times; time++)
            if (await RoundTrip(socket) is { } one) taken.Add(one);
        Assert.Equal(times, taken.Count);
        return taken.Order().ElementAt(times / 2);
    }

    /// <summary>Sends packets as fast as they are taken, and counts those that come back until none has for a second.</summary>
    public async Task<int> Count(int sent)
    {
        using var socket = Udp();
        var counting = Task.Run(async () =>
        {
            var back = 0;
            var buffer = new byte[64];
            while (true)
            {
                using var limit = new CancellationTokenSource(Patience);
                try
                {
                    await socket.ReceiveAsync(buffer, limit.Token);
                    back++;
                }
                catch (OperationCanceledException)
                {
                    return back;
                }
            }
        });
        for (var one = 0; one < sent; one++) await socket.SendAsync(new byte[32]);
        return await counting;
    }

    /// <summary>Sends bytes by TCP and waits for all of them to come back.</summary>
    public async Task<TimeSpan> Transfer(int bytes)
    {
        using var socket = space.Inside(() => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var watch = Stopwatch.StartNew();
        await socket.ConnectAsync(new IPEndPoint(address, port), limit.Token);
        using var stream = new NetworkStream(socket);
        var sending = stream.WriteAsync(new byte[bytes], limit.Token).AsTask();
        await stream.ReadExactlyAsync(new byte[bytes], limit.Token);
        await sending;
        return watch.Elapsed;
    }

    private static async Task<TimeSpan?> RoundTrip(Socket socket)
    {
        using var limit = new CancellationTokenSource(Patience);
        var watch = Stopwatch.StartNew();
        try
        {
            await socket.SendAsync(new byte[32]);
            await socket.ReceiveAsync(new byte[64], limit.Token);
            return watch.Elapsed;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private Socket Udp() => space.Inside(() =>
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = 4 * 1024 * 1024 };
        socket.Connect(address, port);
        return socket;
    });
}
