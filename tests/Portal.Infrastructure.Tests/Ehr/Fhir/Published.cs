using System.Text.Json;
using Xunit;

namespace Portal.Infrastructure.Tests.Ehr.Fhir;

/// <summary>US Core as HL7 publishes it, one bundle a release, in a folder <c>shared/fhir</c> beside the repository or above it.</summary>
internal static class Published
{
    private static readonly string? Folder = FindFolder();

    /// <summary>Why there is nothing to test with; null where there is.</summary>
    public static string? Missing => Folder is null ? "no folder shared/fhir with us-core-*.json beside the repository" : null;

    public static IEnumerable<string> Files => Folder is null ? [] : Directory.EnumerateFiles(Folder, "us-core-*.json").Order(StringComparer.Ordinal);

    /// <summary>The definitions of one bundle.</summary>
    public static IEnumerable<JsonElement> Resources(string file)
    {
        var bundle = JsonElement.Parse(File.ReadAllBytes(file));
        return bundle.GetProperty("entry").EnumerateArray().Select(entry => entry.GetProperty("resource"));
    }

    private static string? FindFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", "fhir");
            if (Directory.Exists(candidate) && Directory.EnumerateFiles(candidate, "us-core-*.json").Any()) return candidate;
        }

        return null;
    }
}

/// <summary>A fact that needs the published definitions: skipped, with the reason, where they are not.</summary>
public sealed class PublishedFactAttribute : FactAttribute
{
    public PublishedFactAttribute() => Skip = Published.Missing;
}
