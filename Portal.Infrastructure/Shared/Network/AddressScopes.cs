using System.Net;
using System.Net.Sockets;

namespace Portal.Infrastructure.Shared.Network;

/// <summary>Who can be behind an address.</summary>
internal enum AddressScope
{
    Public = 1,

    /// <summary>An organisation's own network (RFC 1918, RFC 4193, RFC 6598).</summary>
    Private = 2,
    Loopback = 3,

    /// <summary>Link-local, multicast, documentation, reserved, metadata services of clouds: nothing that care is exchanged with.</summary>
    Special = 4,
}

/// <summary>By the special-purpose address registries of IANA (RFC 6890); an IPv4 address inside an IPv6 one counts as what it is.</summary>
internal static class AddressScopes
{
    private static readonly IPNetwork[] Private = Networks("10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7");

    private static readonly IPNetwork[] Special = Networks(
        "0.0.0.0/8", "169.254.0.0/16", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        "::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "3fff::/20", "5f00::/16", "fe80::/10", "fec0::/10", "ff00::/8");

    /// <summary>Services of clouds that stand among other addresses.</summary>
    private static readonly IPAddress[] Metadata = [IPAddress.Parse("168.63.129.16"), IPAddress.Parse("100.100.100.200"), IPAddress.Parse("fd00:ec2::254")];

    private static readonly (IPNetwork Network, int Offset)[] Carriers = [(IPNetwork.Parse("64:ff9b::/96"), 12), (IPNetwork.Parse("2002::/16"), 2)];

    public static AddressScope Of(IPAddress address)
    {
        if (Embedded(address) is { } inner) return Of(inner);
        if (IPAddress.IsLoopback(address)) return AddressScope.Loopback;
        if (Metadata.Contains(address) || Special.Any(network => network.Contains(address))) return AddressScope.Special;
        return Private.Any(network => network.Contains(address)) ? AddressScope.Private : AddressScope.Public;
    }

    /// <summary>The IPv4 address that an IPv6 address stands for: mapped (RFC 4291), NAT64 (RFC 6052), 6to4 (RFC 3056).</summary>
    private static IPAddress? Embedded(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return null;
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        var carrier = Carriers.FirstOrDefault(one => one.Network.Contains(address));
        return carrier.Offset == 0 ? null : new IPAddress(address.GetAddressBytes().AsSpan(carrier.Offset, 4));
    }

    private static IPNetwork[] Networks(params string[] texts) => Array.ConvertAll(texts, IPNetwork.Parse);
}
