using System.Net;
using System.Net.Sockets;
using Portal.Domain.Shared;
using Portal.Domain.Visits;
using Portal.Infrastructure.Visits.Turn;
using Portal.Testing.Networks;
using Portal.Testing.Time;
using Xunit;

namespace Portal.Infrastructure.Tests.Visits.Turn;

/// <summary>A real coturn with the settings of production, on loopback.</summary>
public sealed class TurnFixture : IAsyncLifetime
{
    public TurnServer Server { get; private set; } = null!;

    public async Task InitializeAsync() => Server = await TurnServer.Start();

    public async Task DisposeAsync() => await Server.DisposeAsync();
}

/// <summary>What coturn makes of the portal's credentials, and whom it lets them reach.</summary>
public sealed class TurnServerTests(TurnFixture fixture) : IClassFixture<TurnFixture>
{
    private const int Quota = 40;
    private readonly VisitId visit = Id.New<VisitId>();
    private readonly PersonId person = Id.New<PersonId>();

    private TurnServer Server => fixture.Server;

    private TurnCredentials Credentials => TurnSettings.Of(Server).Credentials();

    private IceServer Good => Credentials.For(visit, person, DateTimeOffset.UtcNow)[^1];

    [Theory]
    [InlineData(TurnTransport.Udp)]
    [InlineData(TurnTransport.Tcp)]
    [InlineData(TurnTransport.Tls)]
    internal async Task A_good_credential_gets_a_relay_by_every_way(TurnTransport transport)
    {
        await using var client = await Open(Good, transport);
        var answer = await client.Allocate();
        Assert.Equal(200, answer.Code);
        Assert.InRange(answer.Address(StunAttribute.XorRelayedAddress).Port, 49152, 65535);
        Assert.Equal(200, (await client.Refresh()).Code);
    }

    [Fact]
    public async Task Stun_needs_no_credential()
    {
        await using var client = await Open(new IceServer([], null, null));
        Assert.Equal(IPAddress.Loopback, (await client.Bind()).Address(StunAttribute.XorMappedAddress).Address);
    }

    [Fact]
    public async Task A_credential_past_its_time_gets_none()
    {
        var options = TurnSettings.Of(Server);
        Assert.Equal(401, await Asked(options.Credentials().For(visit, person, DateTimeOffset.UtcNow - options.Life - TimeSpan.FromSeconds(1))[^1]));
        Assert.Equal(200, await Asked(options.Credentials().For(visit, person, DateTimeOffset.UtcNow - options.Life + TimeSpan.FromSeconds(30))[^1]));
    }

    [Fact]
    public async Task A_credential_of_another_secret_gets_none() =>
        Assert.Equal(401, await Asked(TurnSettings.Of("turn:127.0.0.1").Credentials().For(visit, person, DateTimeOffset.UtcNow)[^1]));

    [Fact]
    public async Task A_credential_cannot_be_made_to_last_or_be_lent_to_another_person_or_visit()
    {
        var good = Good;
        var (expiry, who) = (good.Username!.Split(':')[0], good.Username.Split(':')[1]);
        var another = Credentials.For(Id.New<VisitId>(), Id.New<PersonId>(), DateTimeOffset.UtcNow)[^1].Username!.Split(':')[1];
        foreach (var name in new[] { $"9{expiry}:{who}", $"{expiry}:{another}", $"{expiry}:{who.Split('.')[0]}.{another.Split('.')[1]}", $"{expiry}:{another.Split('.')[0]}.{who.Split('.')[1]}", expiry, who })
            Assert.Equal(401, await Asked(good with { Username = name }));
        Assert.Equal(401, await Asked(good with { Credential = good.Credential![..^2] + "A=" }));
        Assert.Equal(200, await Asked(good));
    }

    [Fact]
    public async Task One_person_in_one_visit_has_so_many_relays_at_once_however_often_the_credential_is_fetched()
    {
        var clients = new List<TurnClient>();
        try
        {
            var codes = new List<int>();
            for (var one = 0; one < Quota + 10; one++)
            {
                var client = await Open(Credentials.For(visit, person, DateTimeOffset.UtcNow.AddSeconds(one))[^1]);
                clients.Add(client);
                codes.Add((await client.Allocate()).Code);
            }

            Assert.All(codes.Take(Quota), code => Assert.Equal(200, code));
            Assert.All(codes.Skip(Quota), code => Assert.Equal(486, code));
            Assert.Equal(200, await Asked(Credentials.For(visit, Id.New<PersonId>(), DateTimeOffset.UtcNow)[^1]));
        }
        finally
        {
            foreach (var client in clients) await client.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_browser_that_is_gone_over_tcp_has_given_its_relays_back()
    {
        var credential = Good;
        var clients = new List<TurnClient>();
        for (var one = 0; one < Quota; one++)
        {
            clients.Add(await Open(credential, TurnTransport.Tcp));
            Assert.Equal(200, (await clients[one].Allocate()).Code);
        }

        Assert.Equal(486, await Asked(credential));
        clients.ForEach(client => client.Break());
        await Until.True(async () => await Asked(credential) == 200);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.9.9.9")]
    [InlineData("0.0.0.0")]
    [InlineData("0.1.2.3")]
    [InlineData("10.1.2.3")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.1.1")]
    [InlineData("100.64.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("192.0.0.8")]
    [InlineData("192.0.2.1")]
    [InlineData("192.88.99.1")]
    [InlineData("198.18.0.1")]
    [InlineData("198.51.100.1")]
    [InlineData("203.0.113.1")]
    [InlineData("224.0.0.1")]
    [InlineData("240.0.0.1")]
    [InlineData("255.255.255.255")]
    public async Task A_relay_reaches_no_address_that_is_not_the_internets(string peer)
    {
        await using var client = await Open(Good);
        Assert.Equal(200, (await client.Allocate()).Code);
        Assert.Equal(403, (await client.Permit(IPAddress.Parse(peer))).Code);
        Assert.Equal(200, (await client.Permit(IPAddress.Parse("8.8.8.8"))).Code);
    }

    [IPv6Theory]
    [InlineData("::1")]
    [InlineData("::")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("::10.1.2.3")]
    [InlineData("64:ff9b::a9fe:a9fe")]
    [InlineData("64:ff9b:1::a00:1")]
    [InlineData("100::1")]
    [InlineData("2001::1")]
    [InlineData("2001:db8::1")]
    [InlineData("2002:7f00:1::1")]
    [InlineData("3fff::1")]
    [InlineData("fc00::1")]
    [InlineData("fd12:3456::1")]
    [InlineData("fe80::1")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    public async Task Nor_one_of_ipv6(string peer)
    {
        await using var client = await Open(Good);
        Assert.Equal(200, (await client.Allocate(overIPv6: true)).Code);
        Assert.Equal(403, (await client.Permit(IPAddress.Parse(peer))).Code);
        Assert.Equal(200, (await client.Permit(IPAddress.Parse("2606:4700:4700::1111"))).Code);
    }

    [Fact]
    public async Task An_allocation_outlives_its_credential_for_as_long_as_it_is_refreshed_and_no_new_one_is_given()
    {
        // What coturn does, not what one would wish: docs/operations.md says what follows from it.
        var options = TurnSettings.Of(Server);
        options.Life = TimeSpan.FromSeconds(2);
        var credential = options.Credentials().For(visit, person, DateTimeOffset.UtcNow)[^1];
        await using var client = await Open(credential);
        Assert.Equal(200, (await client.Allocate()).Code);
        await Until.True(async () => await Asked(credential) == 401);
        Assert.Equal(200, (await client.Refresh()).Code);
        Assert.Equal(200, (await client.Permit(IPAddress.Parse("8.8.8.8"))).Code);
    }

    [Fact]
    public async Task A_server_that_was_killed_and_started_again_is_found_at_the_same_place_with_the_same_secret()
    {
        await using var own = await TurnServer.Start();
        var credential = TurnSettings.Of(own).Credentials().For(visit, person, DateTimeOffset.UtcNow)[^1];
        await own.Kill();
        await own.Restart();
        await using var client = await TurnClient.Open(TurnTransport.Udp, own.Address, credential);
        Assert.Equal(200, (await client.Allocate()).Code);
    }

    [Fact]
    public async Task All_who_come_at_once_to_a_server_that_has_just_started_are_let_in()
    {
        await using var fresh = await TurnServer.Start();
        var credentials = TurnSettings.Of(fresh).Credentials();
        var codes = await Task.WhenAll(Enumerable.Range(0, 12).Select(async _ =>
        {
            await using var client = await TurnClient.Open(TurnTransport.Tcp, fresh.Address, credentials.For(visit, Id.New<PersonId>(), DateTimeOffset.UtcNow)[^1]);
            return (await client.Allocate()).Code;
        }));
        Assert.All(codes, code => Assert.Equal(200, code));
    }

    [Fact]
    public async Task A_try_out_relays_between_programs_of_this_machine_and_still_reaches_no_other_network()
    {
        await using var tryout = await TurnServer.Start(tryout: true);
        using var echo = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        await using var client = await TurnClient.Open(TurnTransport.Tcp, tryout.Address, TurnSettings.Of(tryout).Credentials().For(visit, person, DateTimeOffset.UtcNow)[^1]);
        var relay = (await client.Allocate()).Address(StunAttribute.XorRelayedAddress);
        Assert.Equal(200, (await client.Permit(IPAddress.Loopback)).Code);
        Assert.Equal(403, (await client.Permit(IPAddress.Parse("10.1.2.3"))).Code);
        Assert.Equal(403, (await client.Permit(IPAddress.Parse("127.0.0.2"))).Code);
        var asking = client.Relay((IPEndPoint)echo.Client.LocalEndPoint!, [1, 2, 3]);
        var heard = await echo.ReceiveAsync();
        Assert.Equal(relay, heard.RemoteEndPoint);
        await echo.SendAsync(heard.Buffer.Reverse().ToArray(), heard.RemoteEndPoint);
        Assert.Equal([3, 2, 1], await asking);
    }

    private Task<TurnClient> Open(IceServer credential, TurnTransport transport = TurnTransport.Udp) =>
        TurnClient.Open(transport, transport == TurnTransport.Tls ? Server.TlsAddress : Server.Address, credential);

    /// <summary>How a new allocation is answered; it is given back.</summary>
    private async Task<int> Asked(IceServer credential)
    {
        await using var client = await Open(credential);
        return (await client.Allocate()).Code;
    }
}

/// <summary>Where this machine has IPv6 on loopback.</summary>
public sealed class IPv6TheoryAttribute : TheoryAttribute
{
    public IPv6TheoryAttribute() => Skip = HasLoopback() ? null : "this machine has no ::1";

    private static bool HasLoopback()
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp);
            socket.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
