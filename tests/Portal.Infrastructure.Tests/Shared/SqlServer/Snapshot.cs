using Xunit;

namespace Portal.Infrastructure.Tests.Shared.SqlServer;

/// <summary>
/// Text that is compared with a file beside this one. With PORTAL_WRITE_SNAPSHOTS=1 the file is written instead: what changed is then read in the diff, by
/// somebody who knows SQL Server, before it is committed.
/// </summary>
internal static class Snapshot
{
    public static async Task Holds(string name, string text)
    {
        var file = Path.Combine(Folder(), name);
        var made = text.ReplaceLineEndings("\n").TrimEnd() + "\n";
        if (Environment.GetEnvironmentVariable("PORTAL_WRITE_SNAPSHOTS") == "1") await File.WriteAllTextAsync(file, made);
        Assert.Equal(await File.ReadAllTextAsync(file), made);
    }

    private static string Folder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Portal.sln"))) folder = folder.Parent!;
        return Path.Combine(folder.FullName, "tests", "Portal.Infrastructure.Tests", "Shared", "SqlServer", "Snapshots");
    }
}
