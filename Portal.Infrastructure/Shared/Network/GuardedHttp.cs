using System.Net;

namespace Portal.Infrastructure.Shared.Network;

/// <summary>
/// HTTP to addresses that somebody typed: through an <see cref="AddressGuard"/>, without redirects, cookies, proxies or the machine's credentials, and
/// without a word of this program's traces. Nothing is sent twice: what a failed call means is for the caller to know.
/// </summary>
internal static class GuardedHttp
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Names are looked up again this often.</summary>
    private static readonly TimeSpan ConnectionLife = TimeSpan.FromMinutes(5);

    /// <summary>The caller disposes it.</summary>
    public static HttpMessageInvoker Client(AddressGuard guard) => new(
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            PreAuthenticate = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            ConnectTimeout = ConnectTimeout,
            PooledConnectionLifetime = ConnectionLife,
            ConnectCallback = guard.Connect,
        },
        disposeHandler: true);
}
