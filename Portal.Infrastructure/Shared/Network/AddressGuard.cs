using System.Net;
using System.Net.Sockets;

namespace Portal.Infrastructure.Shared.Network;

/// <summary>
/// Where a client may connect to whose address somebody typed (EHRs, webhooks): decided on the address that the name led to, in the act of connecting,
/// so that neither a name, a number written oddly, nor an answer that changes between two questions leads inside.
/// </summary>
/// <param name="allowsPrivate">Also the organisation's own networks and this machine. Link-local addresses, where clouds keep their metadata, never.</param>
/// <param name="resolve">The addresses of a name; null for the machine's own resolver.</param>
internal sealed class AddressGuard(bool allowsPrivate, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
{
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> resolve = resolve ?? Dns.GetHostAddressesAsync;

    public bool Allows(IPAddress address) => AddressScopes.Of(address) switch
    {
        AddressScope.Public => true,
        AddressScope.Private or AddressScope.Loopback => allowsPrivate,
        AddressScope.Special => false,
    };

    /// <summary>For <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    /// <exception cref="AddressForbiddenException">No address of the name may be connected to.</exception>
    public async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var target = context.DnsEndPoint;
        var found = IPAddress.TryParse(target.Host, out var literal) ? [literal] : await resolve(target.Host, cancel);
        var allowed = found.Where(Allows).ToArray();
        if (found.Length > 0 && allowed.Length == 0) throw new AddressForbiddenException();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, target.Port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>The name leads only to addresses that this program does not connect to.</summary>
internal sealed class AddressForbiddenException() : IOException("The address is private, link-local or special, and not allowed by configuration.");
