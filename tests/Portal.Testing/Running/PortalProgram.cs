namespace Portal.Testing.Running;

/// <summary>A build of the program, and which of its settings files it starts with.</summary>
public sealed record PortalProgram(string Folder, IReadOnlyList<string> SettingFiles)
{
    /// <summary>The one beside the tests: without pages and styles, and without the demo's people.</summary>
    public static PortalProgram OfTests { get; } = new(AppContext.BaseDirectory, ["appsettings.json"]);

    /// <summary>The one that a browser is shown, built as the tests were (Debug or Release): with pages, styles and the demo.</summary>
    public static PortalProgram WithPages { get; } = new(FindBuild(), ["appsettings.json", "appsettings.Development.json"]);

    private static string FindBuild()
    {
        var tests = new DirectoryInfo(AppContext.BaseDirectory);
        var root = tests;
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Portal.sln"))) root = root.Parent;
        return root is null
            ? throw new InvalidOperationException("The repository's root is not above the tests.")
            : Path.Combine(root.FullName, "Portal.Web", "bin", tests.Parent!.Name, tests.Name);
    }
}
