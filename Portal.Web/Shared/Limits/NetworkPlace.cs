using System.Net;
using System.Net.Sockets;

namespace Portal.Web.Shared.Limits;

/// <summary>What counts as one address: an IPv4 address, or the first 64 bits of an IPv6 address, since one subscriber has all that follow.</summary>
internal static class NetworkPlace
{
    private const int SubscriberBytes = 8;

    /// <summary>An unknown address, and whatever is none, is a place as well.</summary>
    public static string Of(string? address)
    {
        if (!IPAddress.TryParse(address, out var parsed) || parsed.AddressFamily != AddressFamily.InterNetworkV6) return address ?? "";
        var bytes = parsed.GetAddressBytes();
        bytes.AsSpan(SubscriberBytes).Clear();
        return $"{new IPAddress(bytes)}/64";
    }
}
