namespace Portal.Architecture.Tests.Reading;

/// <summary>The files of the repository as somebody wrote them: nothing built, restored or measured.</summary>
internal static class Repository
{
    private static readonly string[] Made = [".git", "bin", "obj", "node_modules", "TestResults", ".data", ".vs", ".idea", "embed", "modules", "css"];

    /// <summary>Folders of <see cref="Made"/> that only the build writes there, and elsewhere are somebody's.</summary>
    private static readonly string[] MadeInWebRoot = ["embed", "modules", "css"];

    public static readonly string Root = FindRoot();

    public static readonly IReadOnlyList<string> Projects = ["Portal.Domain", "Portal.Infrastructure", "Portal.Web"];

    /// <summary>Paths from the root, with forward slashes.</summary>
    public static IReadOnlyList<string> Files { get; } = Walk(Root).Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/')).Order(StringComparer.Ordinal).ToList();

    /// <summary>C# and Razor of one project, paths from the project's folder.</summary>
    public static IEnumerable<string> SourcesOf(string project) =>
        from file in Files
        where file.StartsWith(project + "/", StringComparison.Ordinal)
        where Path.GetExtension(file) is ".cs" or ".razor" or ".cshtml"
        select file[(project.Length + 1)..];

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    private static IEnumerable<string> Walk(string folder) =>
        Directory.EnumerateFiles(folder).Where(file => Path.GetFileName(file) != ".git").Concat(Directory.EnumerateDirectories(folder).Where(IsWritten).SelectMany(Walk));

    private static bool IsWritten(string folder)
    {
        var name = Path.GetFileName(folder);
        if (!Made.Contains(name, StringComparer.Ordinal)) return true;
        return MadeInWebRoot.Contains(name, StringComparer.Ordinal) && Path.GetFileName(Path.GetDirectoryName(folder)) != "wwwroot";
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Portal.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        return folder.FullName;
    }
}
