using Portal.Infrastructure.Ehr.Fhir;
using Portal.Infrastructure.Ehr.Fhir.Resources;
using Xunit;

namespace Portal.Infrastructure.Tests.Ehr.Fhir;

/// <summary>Resources as files, beside the tests.</summary>
internal static class Examples
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Ehr", "Fhir", "Examples");

    public static IEnumerable<string> Names { get; } = [.. Directory.EnumerateFiles(Folder, "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    public static byte[] Bytes(string name) => File.ReadAllBytes(Path.Combine(Folder, name + ".json"));

    public static T Read<T>(string name) where T : Resource
    {
        Assert.True(FhirJson.TryRead<T>(Bytes(name), out var resource, out var defect), $"{name}: {defect}");
        return resource;
    }
}
