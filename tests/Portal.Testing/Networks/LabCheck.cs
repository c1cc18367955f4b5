using System.Diagnostics;

namespace Portal.Testing.Networks;

/// <summary>Whether this machine can make a lab; asked once a process.</summary>
internal static class LabCheck
{
    public static string? Obstacle()
    {
        if (!OperatingSystem.IsLinux()) return "network namespaces are Linux's own";
        if (!Environment.IsPrivilegedProcess) return "network namespaces need root";
        if (!File.Exists("/dev/net/tun")) return "the kernel has no /dev/net/tun";
        var missing = new[] { "ip", "tc", "nft" }.FirstOrDefault(tool => !IsThere(tool));
        if (missing is not null) return $"{missing} is missing: Debian has it in iproute2 or nftables";

        // Root in a container may lack the right to make one.
        var name = $"portal-net-{Environment.ProcessId}-check";
        if (!Works("ip", "netns", "add", name)) return "this machine makes no network namespaces";
        return Works("ip", "netns", "delete", name) ? null : "this machine does not remove network namespaces";
    }

    private static bool IsThere(string tool) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, tool)));

    private static bool Works(string program, params string[] arguments)
    {
        using var process = Process.Start(Tools.Describe(program, arguments));
        process?.WaitForExit(TimeSpan.FromSeconds(10));
        return process is { HasExited: true, ExitCode: 0 };
    }
}
