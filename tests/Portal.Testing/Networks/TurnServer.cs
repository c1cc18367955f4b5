using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using Portal.Domain.Shared;
using Portal.Domain.Visits;
using Portal.Infrastructure.Visits.Turn;

namespace Portal.Testing.Networks;

/// <summary>A real coturn, as <c>deploy/media/turn.sh</c> starts it: on the machine's loopback, or at the router's address of a lab. Gone with its files at the end.</summary>
public sealed partial class TurnServer : IAsyncDisposable
{
    private static readonly string Script = FindScript();
    private readonly string folder = Directory.CreateTempSubdirectory("portal-turn-").FullName;
    private readonly NetworkSpace? space;
    private readonly string[] start;
    private Dictionary<string, string> told = [];

    private TurnServer(NetworkSpace? space, bool tryout) => (this.space, start) = (space, tryout ? ["start", "--tryout"] : ["start"]);

    /// <summary>What the portal has to be told: <c>Turn__Urls__0</c>, <c>Turn__SecretFile</c> and so on.</summary>
    public IReadOnlyDictionary<string, string> Settings =>
        told.Where(one => one.Key.StartsWith("Turn__", StringComparison.Ordinal)).ToDictionary(one => one.Key, one => one.Value, StringComparer.Ordinal);

    public IReadOnlyList<string> Urls => [.. Settings.Where(one => one.Key.Contains("Urls", StringComparison.Ordinal)).OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => one.Value)];

    public string SecretFile => told["Turn__SecretFile"];

    /// <summary>For UDP and TCP.</summary>
    public IPEndPoint Address => IPEndPoint.Parse(UrlAddress().Match(Urls[0]).Value);

    /// <summary>For TLS over TCP; the certificate is nobody's.</summary>
    public IPEndPoint TlsAddress => IPEndPoint.Parse(told["PORTAL_TURN_TLS"]);

    /// <summary>What the portal would tell that person's browser in that visit.</summary>
    public IReadOnlyList<IceServer> IceServers(VisitId visit, PersonId person) =>
        new TurnCredentials(Options.Create(new TurnOptions { Urls = [.. Urls], SecretFile = SecretFile })).For(visit, person, DateTimeOffset.UtcNow);

    /// <summary>On loopback, with the settings of production; or as a try-out, which relays between programs of this machine.</summary>
    public static Task<TurnServer> Start(bool tryout = false) => Start(new TurnServer(space: null, tryout));

    /// <summary>At <see cref="NetworkLab.RouterAddress"/>, for both sides of a lab.</summary>
    public static Task<TurnServer> Start(NetworkLab lab) => Start(new TurnServer(lab.Router, tryout: true));

    /// <summary>As a power cut would: all allocations are gone, and who used them hears nothing.</summary>
    public async Task Kill()
    {
        using var process = Process.GetProcessById(int.Parse(told["PORTAL_TURN_PID"], CultureInfo.InvariantCulture));
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Again, at the same address with the same secret.</summary>
    public async Task Restart()
    {
        await Call(start);
        var lines = await Call("env");
        told = Export().Matches(lines).ToDictionary(line => line.Groups["name"].Value, line => line.Groups["value"].Value, StringComparer.Ordinal);
    }

    public async ValueTask DisposeAsync() => await Call("remove", "--yes");

    private static async Task<TurnServer> Start(TurnServer server)
    {
        try
        {
            await server.Restart();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    private Task<string> Call(params string[] arguments)
    {
        var command = space is null ? Tools.Describe(Script, arguments) : space.Command(Script, arguments);
        foreach (var variable in command.Environment.Keys.Where(name => name.StartsWith("PORTAL_TURN_", StringComparison.Ordinal)).ToList()) command.Environment.Remove(variable);
        command.Environment["PORTAL_TURN_DIR"] = folder;
        if (space is null) return Tools.Run(command);
        command.Environment["PORTAL_TURN_ADDRESS"] = NetworkLab.RouterAddress.ToString();
        command.Environment["PORTAL_TURN_PEERS"] = NetworkLab.Range;
        return Tools.Run(command);
    }

    private static string FindScript()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Portal.sln"))) root = root.Parent;
        return root is null ? throw new InvalidOperationException("The repository's root is not above the tests.") : Path.Combine(root.FullName, "deploy", "media", "turn.sh");
    }

    [GeneratedRegex("^export (?<name>\\w+)='(?<value>[^']*)'$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Export();

    [GeneratedRegex(@"[\d.]+:\d+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex UrlAddress();
}
