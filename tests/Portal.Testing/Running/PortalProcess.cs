using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Portal.Testing.Database;

namespace Portal.Testing.Running;

/// <summary>
/// The real program as a process of its own over a test class's databases, on a free loopback port that it chooses itself where none is set; to be killed without a warning,
/// started again (then it listens elsewhere) and listened to. Environment Development, for plain HTTP on loopback and mails as files. Every wait has a
/// limit, and what fails says what the program printed.
/// </summary>
public sealed class PortalProcess : IAsyncDisposable
{
    private const int TellLines = 60;
    private const string Listening = "Now listening on: ";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan WaitLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(20);
    private readonly PortalDatabase database;
    private readonly IReadOnlyDictionary<string, string> settings;
    private readonly ConcurrentQueue<string> lines = new();
    private TaskCompletionSource<Uri> listens = Promise();
    private TaskCompletionSource<Uri> ready = Promise();
    private Process? process;

    private readonly PortalProgram program;

    private PortalProcess(PortalDatabase database, IReadOnlyDictionary<string, string>? settings, PortalProgram? program) =>
        (this.database, this.settings, this.program) = (database, settings ?? new Dictionary<string, string>(StringComparer.Ordinal), program ?? PortalProgram.OfTests);

    /// <summary>Completes when the program is ready, with where it listens; a new task from each kill on.</summary>
    public Task<Uri> Ready => ready.Task;

    /// <summary>Where it listens, or did last.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1:1");

    /// <summary>Everything that all its runs have printed.</summary>
    public string Output => string.Join('\n', lines);

    /// <summary>The one folder under which the program may write; its content root, temporary files and mails are here.</summary>
    public string Home { get; } = Directory.CreateTempSubdirectory("portal-home-").FullName;

    /// <summary>A new program, ready to serve.</summary>
    /// <param name="settings">As environment variables; the rest is what a developer's portal has.</param>
    public static async Task<PortalProcess> Start(PortalDatabase database, IReadOnlyDictionary<string, string>? settings = null, PortalProgram? program = null)
    {
        var portal = new PortalProcess(database, settings, program);
        try
        {
            await portal.Start();
            return portal;
        }
        catch
        {
            await portal.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs one of the program's commands to its end and gives what it printed.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static async Task<string> Run(PortalDatabase database, IReadOnlyDictionary<string, string> settings, PortalProgram program, params string[] command)
    {
        await using var portal = new PortalProcess(database, settings, program);
        var run = portal.Begin(command);
        await run.WaitForExitAsync().WaitAsync(WaitLimit);
        return run.ExitCode == 0 ? portal.Output : throw new InvalidOperationException($"{string.Join(' ', command)} ended with {run.ExitCode}.\n{portal.Tail()}");
    }

    public async Task Start()
    {
        var begun = Begin();
        try
        {
            var watch = Stopwatch.StartNew();
            var ended = begun.WaitForExitAsync();
            if (await Task.WhenAny(listens.Task, ended).WaitAsync(StartLimit) == ended) throw new InvalidOperationException($"It ended with {begun.ExitCode}.");
            Address = await listens.Task;
            await Answers(begun, StartLimit - watch.Elapsed);
            ready.SetResult(Address);
        }
        catch (Exception error)
        {
            var failed = new InvalidOperationException($"The program did not start: {error.Message}\n{Tail()}", error);
            ready.TrySetException(failed);
            throw failed;
        }
    }

    /// <summary>As a power cut would: nothing of it runs any more code (SIGKILL).</summary>
    public async Task Kill()
    {
        if (ready.Task.IsCompleted) ready = Promise();
        listens = Promise();
        await End();
    }

    /// <summary>Waits for a condition that the running program brings about, for at most a minute: a small machine has more to do beside it.</summary>
    public async Task Until(Func<bool> condition, string what)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            if (process is { HasExited: true }) throw new InvalidOperationException($"The program ended before {what}:\n{Tail()}");
            if (watch.Elapsed > WaitLimit) throw new TimeoutException($"Waited in vain until {what}:\n{Tail()}");
            await Task.Delay(TimeSpan.FromMilliseconds(10));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await End();
        Directory.Delete(Home, recursive: true);
    }

    private async Task End()
    {
        if (process is null) return;
        process.Kill();
        await process.WaitForExitAsync().WaitAsync(EndLimit);
        process.Dispose();
        process = null;
    }

    private Process Begin(params string[] command)
    {
        var begun = process = Process.Start(Description(command)) ?? throw new InvalidOperationException("There is no process.");
        begun.OutputDataReceived += (_, line) => Keep(line.Data);
        begun.ErrorDataReceived += (_, line) => Keep(line.Data);
        begun.BeginOutputReadLine();
        begun.BeginErrorReadLine();
        return begun;
    }

    private ProcessStartInfo Description(string[] command)
    {
        var content = Directory.CreateDirectory(Path.Combine(Home, "program")).FullName;
        foreach (var file in program.SettingFiles) File.Copy(Path.Combine(program.Folder, file), Path.Combine(content, file), overwrite: true);
        var start = new ProcessStartInfo("dotnet", [Path.Combine(program.Folder, "Portal.Web.dll"), .. command])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = content,
        };

        // It runs as in production: without the owners' connection strings.
        foreach (var (name, value) in database.Settings.Where(setting => !setting.Key.EndsWith("Owner", StringComparison.Ordinal)))
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment["Keys__Directory"] = TestKeys.Directory;
        start.Environment["TMPDIR"] = Directory.CreateDirectory(Path.Combine(Home, "tmp")).FullName;

        // Else the runtime leaves named pipes for debuggers among the temporary files, and who reads such a file waits for ever.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        foreach (var (name, value) in settings) start.Environment[name] = value;
        return start;
    }

    private async Task Answers(Process begun, TimeSpan limit)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = Address, Timeout = limit };
        while (!begun.HasExited)
        {
            using var answer = await http.GetAsync("/health/ready");
            if (answer.StatusCode == HttpStatusCode.OK) return;
            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }

        throw new InvalidOperationException($"It ended with {begun.ExitCode}.");
    }

    private void Keep(string? line)
    {
        if (line is null) return;
        lines.Enqueue(line);
        var at = line.IndexOf(Listening, StringComparison.Ordinal);
        if (at >= 0) listens.TrySetResult(new Uri(line[(at + Listening.Length)..].Trim()));
    }

    private string Tail() => string.Join('\n', lines.TakeLast(TellLines));

    private static TaskCompletionSource<Uri> Promise() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
