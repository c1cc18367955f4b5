using System.Runtime.CompilerServices;

namespace Portal.Components.Tests.Shared;

/// <summary>Where this repository stands, for tests that read its files.</summary>
internal static class Repository
{
    public static string Path(params string[] parts) => System.IO.Path.Combine([Root(), .. parts]);

    private static string Root([CallerFilePath] string here = "") => System.IO.Path.GetFullPath(System.IO.Path.Combine(here, "..", "..", "..", ".."));
}
