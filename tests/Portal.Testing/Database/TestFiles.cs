namespace Portal.Testing.Database;

/// <summary>Paths of files that the test process may make; removed at its end.</summary>
public static class TestFiles
{
    private static readonly string Root = Make();

    /// <summary>A path that nothing else has; the file is not there yet.</summary>
    public static string New(string name) => Path.Combine(Root, Guid.CreateVersion7().ToString("N") + "-" + name);

    private static string Make()
    {
        var directory = Directory.CreateTempSubdirectory("portal-files-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(directory, recursive: true);
        return directory;
    }
}
