using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Portal.Testing.Database;
using Xunit;

namespace Portal.Browser.Tests.Running;

/// <summary>
/// The program as <c>./run.sh</c> starts it, with the demo's people and conversations, over databases of its own. The portal and the hospital's page are two
/// origins: <c>http://localhost:PORT</c> and <c>http://127.0.0.1:PORT</c>.
/// </summary>
public sealed class DemoPortal : IAsyncLifetime
{
    /// <summary>A cold start beside another test project on two cores.</summary>
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(120);

    private static readonly string Root = FindRoot();
    private readonly PortalDatabase database = new();
    private readonly ConcurrentQueue<string> output = new();
    private readonly int port = FreePort();
    private Process? server;

    public string Address => $"http://localhost:{port}";

    public string Hospital => $"http://127.0.0.1:{port}";

    /// <summary>A superuser's connection string to the content database.</summary>
    public string Superuser => database.Superuser;

    public async Task InitializeAsync()
    {
        await database.InitializeAsync();
        using (var seeding = Run("seed-demo"))
        {
            await End(seeding, StartLimit);
            if (seeding.ExitCode != 0) throw new InvalidOperationException($"The demo could not be made:\n{Output}");
        }

        await Start();
    }

    public async Task DisposeAsync()
    {
        await Kill();
        await database.DisposeAsync();
    }

    public async Task Start()
    {
        server = Run();
        await Ready(server);
    }

    /// <summary>As a power cut would end it.</summary>
    public async Task Kill()
    {
        if (server is null) return;
        server.Kill();
        await End(server, StartLimit);
        server.Dispose();
        server = null;
    }

    /// <summary>What a command printed on its output, and its exit code.</summary>
    public async Task<(int ExitCode, string Printed)> Command(params string[] arguments)
    {
        var before = output.Count;
        using var command = Run(arguments);
        await End(command, StartLimit);
        return (command.ExitCode, string.Join('\n', output.Skip(before)));
    }

    private string Output => string.Join('\n', output);

    private Process Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Program(), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.Combine(Root, "Portal.Web"),
        };
        foreach (var (name, value) in Settings()) start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private IEnumerable<KeyValuePair<string, string?>> Settings() =>
        database.Settings.Concat(new Dictionary<string, string?>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["ASPNETCORE_URLS"] = Address,
            ["Portal:PublicUrl"] = Address,
            ["Demo:HospitalOrigin"] = Hospital,
            ["Keys:Directory"] = TestKeys.Directory,
            ["Audit:CheckpointFile"] = checkpoints,
        });

    private readonly string checkpoints = TestFiles.New("checkpoints.jsonl");

    private async Task Ready(Process process)
    {
        using var http = new HttpClient { BaseAddress = new Uri(Address), Timeout = TimeSpan.FromSeconds(5) };
        using var limit = new CancellationTokenSource(StartLimit);
        while (!await Answers(http))
        {
            if (process.HasExited) throw new InvalidOperationException($"The program ended with {process.ExitCode}:\n{Output}");
            if (limit.IsCancellationRequested) throw new TimeoutException($"The program is not ready after {StartLimit}:\n{Output}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), CancellationToken.None);
        }
    }

    private static async Task<bool> Answers(HttpClient http)
    {
        try
        {
            using var answer = await http.GetAsync("/health/ready");
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception notYet) when (notYet is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    private async Task End(Process process, TimeSpan limit)
    {
        using var cancel = new CancellationTokenSource(limit);
        try
        {
            await process.WaitForExitAsync(cancel.Token);
        }
        catch (OperationCanceledException late)
        {
            process.Kill();
            throw new TimeoutException($"The program did not end within {limit}:\n{Output}", late);
        }
    }

    private void Keep(string? line)
    {
        if (line is not null) output.Enqueue(line);
    }

    /// <summary>Built as these tests were: <c>bin/Debug</c> or <c>bin/Release</c>.</summary>
    private static string Program()
    {
        var built = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar).Split(Path.DirectorySeparatorChar);
        return Path.Combine(Root, "Portal.Web", "bin", built[^2], built[^1], "Portal.Web.dll");
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Portal.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The repository's root is not above the tests.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
