using System.Globalization;
using System.Net;
using Portal.Testing.Time;

namespace Portal.Testing.Networks;

/// <summary>
/// One person's network and the line to the router. What is bad about the line adds up until <see cref="Mend"/>. Loss is dropped where packets arrive, so that the
/// sender learns nothing of it, as on a real network.
/// </summary>
public sealed class Side : NetworkSpace
{
    private const string Own = "eth0";
    private readonly NetworkSpace router;
    private readonly string line;
    private readonly int subnet;
    private readonly SlowLine slow;
    private double lost;
    private bool withoutUdp;
    private int host = 2;

    internal Side(string name, NetworkSpace router, string line, int subnet)
        : base(name)
    {
        (this.router, this.line, this.subnet) = (router, line, subnet);
        slow = new SlowLine(router, line, subnet);
    }

    /// <summary>What others see as the sender.</summary>
    public IPAddress Address => IPAddress.Parse(AddressOf(host));

    private string Gateway => AddressOf(1);

    private string Hardware => $"02:00:00:00:00:0{subnet}";

    /// <summary>Each packet is lost with that probability, in each direction. 1: a silent cut, of which the browser hears nothing.</summary>
    public Task Lose(double share)
    {
        lost = share is >= 0 and <= 1 ? share : throw new ArgumentOutOfRangeException(nameof(share), share, "A share is between 0 and 1.");
        return Filter();
    }

    /// <summary>UDP does not pass in either direction, as behind a strict hospital's firewall: only TCP does.</summary>
    public Task BlockUdp()
    {
        withoutUdp = true;
        return Filter();
    }

    /// <summary>Adds that much to every round trip, half of it each way.</summary>
    public Task Delay(TimeSpan roundTrip) => slow.Set(roundTrip / 2);

    /// <summary>No more than that passes, in each direction by itself; what waits for longer than 400 ms is lost.</summary>
    public async Task Cap(int kilobitsPerSecond)
    {
        // tbf lets a burst through at once: two packets, or 10 ms of a fast line.
        var burst = Math.Max(3000, kilobitsPerSecond * 1000 / 8 / 100);
        var bucket = string.Create(CultureInfo.InvariantCulture, $"root tbf rate {kilobitsPerSecond}kbit burst {burst} latency 400ms");
        await Tc($"qdisc replace dev {Own} {bucket}");
        await router.Tc($"qdisc replace dev {line} {bucket}");
    }

    /// <summary>The link goes down, and this side's system knows it. Until <see cref="Join"/> or <see cref="Mend"/>.</summary>
    public Task Cut() => router.Ip($"link set {line} down");

    /// <summary>The link is up again when this returns; whatever else is bad stays.</summary>
    public async Task Join()
    {
        await router.Ip($"link set {line} up");
        await LinkIsUp();
    }

    /// <summary>Another address of the same network, as after a change from one network to the other; the old one is gone at once.</summary>
    public Task ChangeAddress()
    {
        var old = AddressOf(host++);
        return Ip($"address delete {old}/24 dev {Own}", $"address add {Address}/24 dev {Own}", $"route replace default via {Gateway}");
    }

    /// <summary>The line is as good as new; the address stays.</summary>
    public async Task Mend()
    {
        (lost, withoutUdp) = (0, false);
        await Filter();
        await slow.Set(TimeSpan.Zero);
        await Tc($"qdisc replace dev {Own} root pfifo");
        await router.Tc($"qdisc replace dev {line} root pfifo");
        await Join();
    }

    internal async Task Connect()
    {
        await Make();
        await router.Ip(
            $"link add {line} address {Hardware} type veth peer name {Own} netns {Name}",
            // Real packets are what is lost and counted, not the kernel's bundles of them.
            $"link set {line} gso_max_size 1514 gso_max_segs 1",
            $"address add {Gateway}/24 dev {line}",
            $"link set {line} up");
        await Ip(
            $"link set {Own} gso_max_size 1514 gso_max_segs 1",
            $"address add {Address}/24 dev {Own}",
            $"link set {Own} up",
            // Routes of a slow line would keep the router from answering who asks for it (ARP).
            $"neighbour replace {Gateway} lladdr {Hardware} dev {Own} nud permanent",
            $"route add default via {Gateway}");
        await LinkIsUp();
    }

    internal Task Close() => slow.DisposeAsync().AsTask();

    private string AddressOf(int number) => string.Create(CultureInfo.InvariantCulture, $"198.18.{subnet}.{number}");

    /// <summary>The kernel looks after links once a second, and drops what is sent before it did.</summary>
    private Task LinkIsUp() => Until.True(async () => await IsUp(this, Own) && await IsUp(router, line));

    private static async Task<bool> IsUp(NetworkSpace space, string device) =>
        (await Tools.Run(Tools.Describe("ip", "-n", space.Name, "-oneline", "link", "show", "dev", device))).Contains(" state UP ", StringComparison.Ordinal);

    private async Task Filter()
    {
        await router.Nft(Rules($"line_{line}", line));
        await Nft(Rules("line", Own));
    }

    /// <summary>The whole table anew: nft takes it as one change.</summary>
    private string Rules(string table, string device)
    {
        var udp = withoutUdp ? "ip protocol udp drop" : "";
        var some = lost switch
        {
            0 => "",
            1 => "meta protocol ip drop",
            _ => string.Create(CultureInfo.InvariantCulture, $"meta protocol ip numgen random mod 10000 < {Math.Clamp((int)(lost * 10000), 1, 9999)} drop"),
        };
        return $$"""
            add table netdev {{table}}
            delete table netdev {{table}}
            table netdev {{table}} {
              chain arriving {
                type filter hook ingress device "{{device}}" priority 0; policy accept;
                {{udp}}
                {{some}}
              }
            }

            """;
    }
}
