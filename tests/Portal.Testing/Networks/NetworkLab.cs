using System.Globalization;
using System.Net;

namespace Portal.Testing.Networks;

/// <summary>
/// A patient's and a clinician's network with a router between them, all three namespaces of this machine's kernel, with lines that can be made bad for real.
/// Nothing of it is connected with the machine's own network; what listens on the machine's loopback comes in by <see cref="Publish"/>.
/// <code>
/// patient 198.18.1.2+ --line-- 198.18.1.1 router 198.18.2.1 --line-- clinician 198.18.2.2+
///                                       198.18.0.1
/// </code>
/// The addresses are those for tests of network devices (RFC 2544). Namespaces bear the number of the process that made them: those of a process that died are
/// removed, with what still runs in them, when the next lab is made. Root only.
/// </summary>
public sealed class NetworkLab : IAsyncDisposable
{
    private const string Prefix = "portal-net-";
    private static readonly Lazy<string?> Obstacle = new(LabCheck.Obstacle);
    private static int count;
    private readonly List<Passage> passages = [];

    private NetworkLab()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}-{Interlocked.Increment(ref count)}-");
        Router = new NetworkSpace(name + "router");
        Patient = new Side(name + "patient", Router, "patient", 1);
        Clinician = new Side(name + "clinician", Router, "clinician", 2);
    }

    /// <summary>Why there can be no lab on this machine; null where there can.</summary>
    public static string? Missing => Obstacle.Value;

    /// <summary>Where the sides find what is published and what runs in the router's namespace.</summary>
    public static IPAddress RouterAddress { get; } = IPAddress.Parse("198.18.0.1");

    /// <summary>All addresses of the lab, as coturn writes a range.</summary>
    public static string Range => "198.18.0.0-198.18.255.255";

    /// <summary>
    /// For a Chromium in one of the sides: pages of <c>http://localhost:PORT</c> and <c>http://127.0.0.1:PORT</c> come from the router. They keep their origins, and
    /// are secure contexts without a certificate, which cameras need.
    /// </summary>
    public static IReadOnlyList<string> ChromiumArguments { get; } = [$"--host-resolver-rules=MAP localhost {RouterAddress}, MAP 127.0.0.1 {RouterAddress}"];

    public NetworkSpace Router { get; }

    public Side Patient { get; }

    public Side Clinician { get; }

    public static async Task<NetworkLab> Create()
    {
        await Sweep();
        var lab = new NetworkLab();
        try
        {
            await lab.Router.Make();
            lab.Router.Set("ipv4/ip_forward", "1");

            // Else a packet that is led through a slow line on its way to a socket of the router's own is taken for a forwarded one that has a socket, and dropped.
            lab.Router.Set("ipv4/ip_early_demux", "0");
            await lab.Router.Ip(
                $"address add {RouterAddress}/32 dev lo",
                // A packet from a side may go by way of a slow line before it is looked at: see SlowLine.
                "rule add preference 100 lookup local",
                "rule delete preference 0");
            await lab.Patient.Connect();
            await lab.Clinician.Connect();
            return lab;
        }
        catch
        {
            await lab.DisposeAsync();
            throw;
        }
    }

    /// <summary>What listens on that TCP port of the machine's 127.0.0.1 is reached at the same port of <see cref="RouterAddress"/>.</summary>
    public void Publish(int port) => passages.Add(new Passage(Router, new IPEndPoint(RouterAddress, port), new IPEndPoint(IPAddress.Loopback, port)));

    /// <summary>From now on nothing goes from one side to the other: both reach the router only, as behind two firewalls. Media then need a relay.</summary>
    /// <remarks>By addresses: what a slow line holds is forwarded as well.</remarks>
    public Task KeepApart() => Router.Nft("""
        add table ip apart
        delete table ip apart
        table ip apart {
          chain between {
            type filter hook forward priority 0; policy accept;
            ip saddr 198.18.1.0/24 ip daddr 198.18.2.0/24 drop
            ip saddr 198.18.2.0/24 ip daddr 198.18.1.0/24 drop
          }
        }
        """ + "\n");

    /// <summary>They reach each other again.</summary>
    public Task BringTogether() => Router.Nft("add table ip apart\ndelete table ip apart\n");

    public async ValueTask DisposeAsync()
    {
        foreach (var passage in passages) await passage.DisposeAsync();
        await Patient.Close();
        await Clinician.Close();
        var known = await Names();
        foreach (var space in new[] { Patient, Clinician, Router })
            if (known.Contains(space.Name)) await space.Remove();
    }

    private static async Task Sweep()
    {
        foreach (var name in await Names())
            if (OwnerOf(name) is { } owner && !Directory.Exists($"/proc/{owner}")) await NetworkSpace.Remove(name);
    }

    private static async Task<HashSet<string>> Names()
    {
        var listed = await Tools.Run(Tools.Describe("ip", "netns", "list"));
        return listed.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[0]).Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).ToHashSet();
    }

    private static int? OwnerOf(string name) => int.TryParse(name[Prefix.Length..].Split('-')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : null;
}
