using System.Net;
using System.Net.Sockets;
using Portal.Testing.Database;
using Portal.Testing.Running;
using Xunit;

namespace Portal.Browser.Tests.Running;

/// <summary>
/// The program as <c>./run.sh</c> starts it, with the demo's people and conversations, over databases of its own. The portal and the hospital's page are two
/// origins: <c>http://localhost:PORT</c> and <c>http://127.0.0.1:PORT</c>.
/// </summary>
public sealed class DemoPortal(IReadOnlyDictionary<string, string>? more = null) : IAsyncLifetime
{
    private readonly PortalDatabase database = new();
    private readonly int port = FreePort();
    private PortalProcess server = null!;

    public string Address => $"http://localhost:{port}";

    public string Hospital => $"http://127.0.0.1:{port}";

    public int Port => port;

    private Dictionary<string, string> Settings => new(more ?? new Dictionary<string, string>(), StringComparer.Ordinal)
    {
        ["ASPNETCORE_URLS"] = Address,
        ["Portal__PublicUrl"] = Address,
        ["Demo__HospitalOrigin"] = Hospital,
        ["Webhooks__AllowPrivateAddresses"] = "true", // The receivers are on this machine.
        ["SignIn__AttemptsPerMinute"] = "1000", // One person signs in more often here than anybody does.
    };

    public async Task InitializeAsync()
    {
        await database.InitializeAsync();
        await PortalProcess.Run(database, Settings, PortalProgram.WithPages, "seed-demo");
        server = await PortalProcess.Start(database, Settings, PortalProgram.WithPages);
    }

    public async Task DisposeAsync()
    {
        await server.DisposeAsync();
        await database.DisposeAsync();
    }

    /// <summary>As a power cut would end it.</summary>
    public Task Kill() => server.Kill();

    /// <summary>Again, at the same address.</summary>
    public Task Start() => server.Start();

    /// <summary>How many people the portal takes to be in a call.</summary>
    public Task<long> InCalls() => database.Scalar<long>("select count(*) from call_participants where left_at is null");

    /// <summary>Everybody who is signed in now proved it longer ago than a signature allows.</summary>
    public Task AgeSignIns() => database.Execute("update staff_sessions set authenticated_at = authenticated_at - interval '10 minutes'");

    /// <summary>What waits to be sent to receivers of webhooks has been tried for longer than it is tried at all.</summary>
    public Task AgeWebhookDeliveries() => database.Execute("update outbox_deliveries set created_at = created_at - interval '25 hours', due_at = now() where target = 'webhook'");

    /// <summary>One of the program's commands, to its end: what it printed.</summary>
    public Task<string> Run(params string[] command) => PortalProcess.Run(database, Settings, PortalProgram.WithPages, command);

    /// <summary>What it has mailed, each as the text of the file that stands for it here.</summary>
    public async Task<IReadOnlyList<string>> Mails()
    {
        var folder = Path.Combine(server.Home, ".data", "mail");
        return Directory.Exists(folder) ? await Task.WhenAll(Directory.GetFiles(folder).Order(StringComparer.Ordinal).Select(file => File.ReadAllTextAsync(file))) : [];
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
