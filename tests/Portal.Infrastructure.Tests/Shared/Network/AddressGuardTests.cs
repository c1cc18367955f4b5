using System.Net;
using System.Net.Sockets;
using Portal.Infrastructure.Shared.Network;
using Xunit;

namespace Portal.Infrastructure.Tests.Shared.Network;

/// <summary>Where this program connects to when somebody typed the address.</summary>
public sealed class AddressGuardTests
{
    [Theory]
    [InlineData("8.8.8.8", "Public")]
    [InlineData("172.15.255.255", "Public")]
    [InlineData("172.32.0.0", "Public")]
    [InlineData("100.63.255.255", "Public")]
    [InlineData("2606:4700:4700::1111", "Public")]
    [InlineData("::ffff:8.8.8.8", "Public")]
    [InlineData("64:ff9b::808:808", "Public")]
    [InlineData("10.0.0.1", "Private")]
    [InlineData("172.16.0.1", "Private")]
    [InlineData("172.31.255.255", "Private")]
    [InlineData("192.168.1.1", "Private")]
    [InlineData("100.64.0.1", "Private")]
    [InlineData("fd12:3456::1", "Private")]
    [InlineData("::ffff:10.0.0.1", "Private")]
    [InlineData("64:ff9b::a00:1", "Private")]
    [InlineData("2002:c0a8:101::", "Private")]
    [InlineData("127.0.0.1", "Loopback")]
    [InlineData("127.255.255.254", "Loopback")]
    [InlineData("::1", "Loopback")]
    [InlineData("::ffff:127.0.0.1", "Loopback")]
    [InlineData("2002:7f00:1::", "Loopback")]
    [InlineData("0.0.0.0", "Special")]
    [InlineData("::", "Special")]
    [InlineData("169.254.169.254", "Special")]
    [InlineData("::ffff:169.254.169.254", "Special")]
    [InlineData("64:ff9b::a9fe:a9fe", "Special")]
    [InlineData("fd00:ec2::254", "Special")]
    [InlineData("100.100.100.200", "Special")]
    [InlineData("168.63.129.16", "Special")]
    [InlineData("fe80::1", "Special")]
    [InlineData("224.0.0.1", "Special")]
    [InlineData("255.255.255.255", "Special")]
    [InlineData("ff02::1", "Special")]
    [InlineData("::7f00:1", "Special")]
    [InlineData("192.0.2.1", "Special")]
    [InlineData("2001:db8::1", "Special")]
    public void Every_address_is_somebodys(string address, string scope)
    {
        var parsed = IPAddress.Parse(address);
        Assert.Equal(scope, AddressScopes.Of(parsed).ToString());
        Assert.Equal(scope == "Public", new AddressGuard(allowsPrivate: false).Allows(parsed));
        Assert.Equal(scope != "Special", new AddressGuard(allowsPrivate: true).Allows(parsed));
    }

    [Trait("ASVS", "1.3.6")]
    [Trait("ASVS", "13.2.4")]
    [Theory]
    [InlineData("http://127.0.0.1:PORT/")]
    [InlineData("http://2130706433:PORT/")]
    [InlineData("http://0x7f.1:PORT/")]
    [InlineData("http://[::ffff:127.0.0.1]:PORT/")]
    [InlineData("http://localhost:PORT/")]
    [InlineData("http://name.example:PORT/")]
    public async Task This_machine_is_not_reached_however_it_is_written(string address)
    {
        using var listener = Listen();
        using var http = GuardedHttp.Client(new AddressGuard(allowsPrivate: false, (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback])));
        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => Get(http, address, listener));
        Assert.IsType<AddressForbiddenException>(refused.InnerException);
        Assert.False(listener.Pending());
    }

    /// <summary>The name is looked up once, and what was looked at is what is connected to.</summary>
    [Trait("ASVS", "1.3.6")]
    [Fact]
    public async Task A_name_that_answers_differently_the_second_time_leads_nowhere_else()
    {
        using var listener = Listen();
        var asked = 0;
        using var http = GuardedHttp.Client(new AddressGuard(allowsPrivate: false, (_, _) => Task.FromResult<IPAddress[]>([++asked == 1 ? IPAddress.Parse("169.254.169.254") : IPAddress.Loopback])));
        await Assert.ThrowsAsync<HttpRequestException>(() => Get(http, "http://name.example:PORT/", listener));
        Assert.Equal(1, asked);
        Assert.False(listener.Pending());
    }

    [Fact]
    public async Task Of_several_addresses_only_those_that_are_allowed_are_tried()
    {
        using var listener = Listen();
        using var http = GuardedHttp.Client(new AddressGuard(allowsPrivate: true, (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("169.254.169.254"), IPAddress.Loopback])));
        var getting = Get(http, "http://name.example:PORT/", listener);
        using var peer = await listener.AcceptTcpClientAsync();
        await peer.GetStream().WriteAsync("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"u8.ToArray());
        using var answer = await getting;
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    private static TcpListener Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    private static async Task<HttpResponseMessage> Get(HttpMessageInvoker http, string address, TcpListener listener)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address.Replace("PORT", $"{((IPEndPoint)listener.LocalEndpoint).Port}", StringComparison.Ordinal));
        return await http.SendAsync(request, CancellationToken.None);
    }
}
