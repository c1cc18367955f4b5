using System.Net;
using System.Net.Sockets;
using Portal.Testing.Networks;

namespace Portal.Browser.Tests.Networks;

/// <summary>Gives back what it gets, by UDP and TCP on one port of a namespace, and counts the UDP packets.</summary>
internal sealed class Echo : IDisposable
{
    private const int PacketSize = 2048;
    private readonly Socket udp;
    private readonly Socket tcp;
    private long received;

    private Echo(Socket udp, Socket tcp) => (this.udp, this.tcp) = (udp, tcp);

    public long Received => Interlocked.Read(ref received);

    /// <summary>Who sent the newest UDP packet.</summary>
    public IPAddress? Sender { get; private set; }

    public int Port => ((IPEndPoint)udp.LocalEndPoint!).Port;

    /// <summary>Listens from now on.</summary>
    /// <param name="address">One of the namespace's own; what has several must say as which it answers.</param>
    public static Echo In(NetworkSpace space, IPAddress address)
    {
        var echo = space.Inside(() =>
        {
            var packets = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = 4 * 1024 * 1024 };
            packets.Bind(new IPEndPoint(address, 0));
            var connections = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            connections.Bind(packets.LocalEndPoint!);
            connections.Listen();
            return new Echo(packets, connections);
        });
        _ = echo.AnswerPackets();
        _ = echo.AnswerConnections();
        return echo;
    }

    public void Dispose()
    {
        udp.Dispose();
        tcp.Dispose();
    }

    private async Task AnswerPackets()
    {
        var buffer = new byte[PacketSize];
        while (true)
        {
            var packet = await udp.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0));
            Interlocked.Increment(ref received);
            Sender = ((IPEndPoint)packet.RemoteEndPoint).Address;
            await udp.SendToAsync(buffer.AsMemory(0, packet.ReceivedBytes), packet.RemoteEndPoint);
        }
    }

    private async Task AnswerConnections()
    {
        while (true)
        {
            using var stream = new NetworkStream(await tcp.AcceptAsync(), ownsSocket: true);
            await stream.CopyToAsync(stream);
        }
    }
}
