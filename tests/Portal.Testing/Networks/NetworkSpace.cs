using System.Diagnostics;
using System.Globalization;

namespace Portal.Testing.Networks;

/// <summary>One network namespace: interfaces, routes and sockets of its own. Programs are started in it, sockets of this process are made in it.</summary>
public class NetworkSpace
{
    private readonly List<string> scripts = [];

    internal NetworkSpace(string name) => Name = name;

    public string Name { get; }

    /// <summary>To be started, perhaps with more variables: a program that sees this network and nothing else.</summary>
    public ProcessStartInfo Command(string program, params IEnumerable<string> arguments) => Tools.Describe("ip", ["netns", "exec", Name, program, .. arguments]);

    /// <summary>Runs a short program to its end and gives what it printed.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public Task<string> Run(string program, params IEnumerable<string> arguments) => Tools.Run(Command(program, arguments));

    /// <summary>For those who can only be told a path: a file that runs the program in this network.</summary>
    public string Executable(string program)
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Name}-{Path.GetFileName(program)}-{scripts.Count}.sh");
        File.WriteAllText(path, $"#!/bin/sh\nexec ip netns exec {Name} '{program}' \"$@\"\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        scripts.Add(path);
        return path;
    }

    /// <summary>Runs on a thread in this network. A socket made there belongs to it for good, whoever uses it.</summary>
    public T Inside<T>(Func<T> make)
    {
        var result = default(T);
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                Kernel.Enter(Name);
                result = make();
            }
            catch (Exception error)
            {
                failure = error;
            }
        })
        { IsBackground = true };
        thread.Start();
        thread.Join();
        return failure is null ? result! : throw new InvalidOperationException($"In {Name}: {failure.Message}", failure);
    }

    internal async Task Make()
    {
        await Tools.Run(Tools.Describe("ip", "netns", "add", Name));
        await Ip("link set lo up");
        Set("ipv6/conf/all/disable_ipv6", "1");
    }

    /// <summary>Lines of ip(8), in one go.</summary>
    internal Task Ip(params IEnumerable<string> lines) => Tools.Run(Tools.Describe("ip", "-n", Name, "-batch", "-"), string.Join('\n', lines) + "\n");

    internal Task Tc(string line) => Tools.Run(Tools.Describe("tc", "-n", Name, "-batch", "-"), line + "\n");

    internal Task Nft(string rules) => Tools.Run(Command("nft", "-f", "-"), rules);

    internal void Set(string path, string value) => Inside(() =>
    {
        File.WriteAllText($"/proc/sys/net/{path}", value);
        return true;
    });

    /// <summary>Ends at once what runs in it, as a power cut would. It was started by this lab.</summary>
    public Task EndPrograms() => EndPrograms(Name);

    /// <summary>Ends what runs in it, then it. What was started in it was started by this lab, or by one that died.</summary>
    internal async Task Remove()
    {
        await Remove(Name);
        foreach (var script in scripts) File.Delete(script);
    }

    internal static async Task Remove(string name)
    {
        try
        {
            await EndPrograms(name);
            await Tools.Run(Tools.Describe("ip", "netns", "delete", name));
        }
        catch (InvalidOperationException) when (!File.Exists($"/run/netns/{name}"))
        {
            // Two swept at once.
        }
    }

    private static async Task EndPrograms(string name)
    {
        var listed = await Tools.Run(Tools.Describe("ip", "netns", "pids", name));
        foreach (var pid in listed.Split('\n', StringSplitOptions.RemoveEmptyEntries)) End(int.Parse(pid, CultureInfo.InvariantCulture));
    }

    private static void End(int pid)
    {
        // A thread of this process is there for a moment while a socket is being made.
        if (pid == Environment.ProcessId) return;
        try
        {
            using var process = Process.GetProcessById(pid);
            process.Kill();
        }
        catch (ArgumentException)
        {
            // It ended by itself.
        }
    }
}
