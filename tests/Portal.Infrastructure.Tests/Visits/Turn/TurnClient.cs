using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Portal.Domain.Visits;
using Xunit;

namespace Portal.Infrastructure.Tests.Visits.Turn;

internal enum TurnTransport
{
    Udp,
    Tcp,
    Tls,
}

/// <summary>A client of TURN (RFC 8656) with long-term credentials (RFC 8489, 9.2), one allocation on one connection; given back at the end, as a browser does.</summary>
internal sealed class TurnClient : IAsyncDisposable
{
    private const int Unauthorized = 401;
    private const int AllocationMismatch = 437;
    private const int StaleNonce = 438;
    private const byte RelayUdp = 17;
    private const byte FamilyIPv6 = 2;
    private static readonly TimeSpan Retransmit = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly Stream? stream;
    private readonly IceServer credential;
    private Socket socket;
    private string? realm;
    private string? nonce;
    private bool hasRelay;

    private TurnClient(Socket socket, Stream? stream, IceServer credential) => (this.socket, this.stream, this.credential) = (socket, stream, credential);

    public static async Task<TurnClient> Open(TurnTransport transport, IPEndPoint server, IceServer credential)
    {
        var own = transport == TurnTransport.Udp
            ? new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp)
            : new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await own.ConnectAsync(server);
        if (transport == TurnTransport.Udp) return new TurnClient(own, stream: null, credential);
        var plain = new NetworkStream(own);
        if (transport == TurnTransport.Tcp) return new TurnClient(own, plain, credential);
#pragma warning disable CA5359 // The certificate is made on the spot, by nobody who could be known.
        var tls = new SslStream(plain, leaveInnerStreamOpen: false, (_, _, _, _) => true);
#pragma warning restore CA5359
        await tls.AuthenticateAsClientAsync("turn.test");
        return new TurnClient(own, tls, credential);
    }

    public async Task<StunMessage> Allocate(bool overIPv6 = false)
    {
        var answer = await Ask(Request);
        while (answer.Code == AllocationMismatch && stream is null)
        {
            await ComeFromElsewhere();
            answer = await Ask(Request);
        }

        hasRelay = answer.Code == 200;
        return answer;

        StunMessage Request()
        {
            var request = new StunMessage(StunMethod.Allocate).With(StunAttribute.RequestedTransport, RelayUdp, 0, 0, 0);
            return overIPv6 ? request.With(StunAttribute.RequestedAddressFamily, FamilyIPv6, 0, 0, 0) : request;
        }
    }

    public Task<StunMessage> Refresh() => Ask(() => new StunMessage(StunMethod.Refresh));

    public Task<StunMessage> Permit(IPAddress peer) => Ask(() => new StunMessage(StunMethod.CreatePermission).With(StunAttribute.XorPeerAddress, new IPEndPoint(peer, 9)));

    /// <summary>Where this client comes from, as the server sees it; needs no credential.</summary>
    public Task<StunMessage> Bind() => Exchange(new StunMessage(StunMethod.Binding), key: null);

    /// <summary>Sends by the relay and waits for what the peer sends back.</summary>
    public async Task<byte[]> Relay(IPEndPoint peer, byte[] data)
    {
        await Send(new StunMessage(StunMethod.Send, isIndication: true).With(StunAttribute.XorPeerAddress, peer).With(StunAttribute.Data, data).Write(key: null));
        using var limit = new CancellationTokenSource(Patience);
        while (true)
            if ((await Receive(limit.Token)).Find(StunAttribute.Data) is { } back) return back;
    }

    public async ValueTask DisposeAsync()
    {
        if (hasRelay) Assert.Equal(200, (await Ask(() => new StunMessage(StunMethod.Refresh).With(StunAttribute.Lifetime, 0, 0, 0, 0))).Code);
        Break();
    }

    /// <summary>Is gone without a word.</summary>
    public void Break()
    {
        hasRelay = false;
        stream?.Dispose();
        socket.Dispose();
    }

    /// <summary>The first request is refused with what has to be signed; so is one whose nonce has become too old (438).</summary>
    private async Task<StunMessage> Ask(Func<StunMessage> make)
    {
        if (realm is null)
        {
            var refusal = await Exchange(make(), key: null);
            if (refusal.Code != Unauthorized) return refusal;
            Learn(refusal);
        }

        var answer = await Exchange(Signed(make()), Key());
        if (answer.Code != StaleNonce) return answer;
        Learn(answer);
        return await Exchange(Signed(make()), Key());
    }

    /// <summary>The server still remembers another client that had this port (RFC 8656, 7.4): a new one is taken.</summary>
    private async Task ComeFromElsewhere()
    {
        var server = socket.RemoteEndPoint!;
        socket.Dispose();
        socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        await socket.ConnectAsync(server);
        (realm, nonce) = (null, null);
    }

    private void Learn(StunMessage refusal) => (realm, nonce) = (refusal.Text(StunAttribute.Realm), refusal.Text(StunAttribute.Nonce));

    private StunMessage Signed(StunMessage request) =>
        request.With(StunAttribute.Username, credential.Username!).With(StunAttribute.Realm, realm!).With(StunAttribute.Nonce, nonce!);

#pragma warning disable CA5351 // The protocol's own algorithm.
    private byte[] Key() => MD5.HashData(Encoding.UTF8.GetBytes($"{credential.Username}:{realm}:{credential.Credential}"));
#pragma warning restore CA5351

    private async Task<StunMessage> Exchange(StunMessage request, byte[]? key)
    {
        using var limit = new CancellationTokenSource(Patience);
        var bytes = request.Write(key);
        await Send(bytes);
        while (true)
        {
            limit.Token.ThrowIfCancellationRequested();
            using var turn = CancellationTokenSource.CreateLinkedTokenSource(limit.Token);
            if (stream is null) turn.CancelAfter(Retransmit);
            try
            {
                var answer = await Receive(turn.Token);
                if (answer.Answers(request)) return answer;
            }
            catch (OperationCanceledException) when (!limit.IsCancellationRequested)
            {
                await Send(bytes);
            }
        }
    }

    private async Task Send(byte[] bytes)
    {
        if (stream is null) await socket.SendAsync(bytes);
        else await stream.WriteAsync(bytes);
    }

    private async Task<StunMessage> Receive(CancellationToken cancel)
    {
        var buffer = new byte[2048];
        if (stream is null) return StunMessage.Parse(buffer.AsSpan(0, await socket.ReceiveAsync(buffer, cancel)));
        await stream.ReadExactlyAsync(buffer.AsMemory(0, StunMessage.HeaderSize), cancel);
        var length = StunMessage.BodyLength(buffer);
        await stream.ReadExactlyAsync(buffer.AsMemory(StunMessage.HeaderSize, length), cancel);
        return StunMessage.Parse(buffer.AsSpan(0, StunMessage.HeaderSize + length));
    }
}
