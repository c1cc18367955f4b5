using System.Diagnostics;
using System.Text.Json;
using System.Threading.Channels;

namespace Portal.Benchmarks.Servers;

/// <summary>
/// A server in a process of its own, on a free loopback port: its memory and its collections are its own, and what measures it is not in them. It ends with
/// this object, and with this process however that ends.
/// </summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    public const string Portal = "portal";
    public const string Relay = "relay";
    public const string Ehr = "ehr";

    private const string Listening = "Now listening on: ";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process process;
    private readonly TaskCompletionSource<Uri> address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<string> answers = Channel.CreateUnbounded<string>();
    private readonly Task reading;

    private ServerProcess(Process process)
    {
        this.process = process;
        reading = Task.Run(Read);
    }

    public Uri Address { get; private set; } = null!;

    public int Id => process.Id;

    /// <summary>Portal and relay have it at the same place.</summary>
    public Uri Hub => new(Address, "/hubs/conversations");

    public static async Task<ServerProcess> Start(string which, IReadOnlyDictionary<string, string?> settings)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in (string[])[typeof(ServerProcess).Assembly.Location, "serve", which]) start.ArgumentList.Add(argument);
        foreach (var (name, value) in settings) start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        var server = new ServerProcess(Process.Start(start)!);
        server.Address = await server.address.Task.WaitAsync(Patience);
        return server;
    }

    /// <summary>After a full collection.</summary>
    public async Task<ServerMemory> Memory()
    {
        await process.StandardInput.WriteLineAsync(ServedHere.MemoryQuestion);
        await process.StandardInput.FlushAsync();
        using var limit = new CancellationTokenSource(Patience);
        return JsonSerializer.Deserialize<ServerMemory>(await answers.Reader.ReadAsync(limit.Token))!;
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync().WaitAsync(Patience);
        await reading;
        process.Dispose();
    }

    /// <summary>What the server logs beyond its start is a warning or worse, and belongs beside the figures.</summary>
    private async Task Read()
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(ServedHere.Mark, StringComparison.Ordinal)) answers.Writer.TryWrite(line[ServedHere.Mark.Length..]);
            else if (line.IndexOf(Listening, StringComparison.Ordinal) is >= 0 and var at) address.TrySetResult(new Uri(line[(at + Listening.Length)..]));
            else if (line.StartsWith("warn:", StringComparison.Ordinal) || line.StartsWith("fail:", StringComparison.Ordinal) || line.StartsWith("crit:", StringComparison.Ordinal)) await Tell(line);
        }

        address.TrySetException(new InvalidOperationException("The server ended before it listened."));
        answers.Writer.TryComplete();
    }

    private async Task Tell(string line) => await Console.Error.WriteLineAsync($"{line} {await process.StandardOutput.ReadLineAsync()}");
}
