using System.Text.Json;
using Portal.Infrastructure;

namespace Portal.Browser.Tests.People;

/// <summary>What the demo's patients are called and what was said: none of it ever comes to the browser of somebody who runs the portal.</summary>
internal static class ClinicalWords
{
    /// <summary>Shorter ones could stand anywhere.</summary>
    private const int Telling = 12;

    private static readonly Lazy<IReadOnlyList<string>> Words = new(Read);

    public static IReadOnlyList<string> All => Words.Value;

    private static List<string> Read()
    {
        using var file = typeof(PortalInfrastructure).Assembly.GetManifestResourceStream("demo-patients.json")!;
        using var patients = JsonDocument.Parse(file);
        return [.. patients.RootElement.EnumerateArray().SelectMany(Of).Where(words => words.Length >= Telling).Distinct(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Of(JsonElement patient)
    {
        yield return $"{patient.GetProperty("given").GetString()} {patient.GetProperty("family").GetString()}";
        yield return patient.GetProperty("topic").GetString()!;
        foreach (var line in patient.GetProperty("script").EnumerateArray()) yield return line[1].GetString()!;
    }
}
