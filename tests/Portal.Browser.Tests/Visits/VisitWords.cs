using System.Text.Json;

namespace Portal.Browser.Tests.Visits;

/// <summary>What the screens of a visit say in a language, from the texts themselves, by their keys.</summary>
internal sealed class VisitWords
{
    private static readonly string[] Folders = ["texts", "visit/texts", "visit/texts/devices", "visit/texts/staff"];
    private readonly Dictionary<string, string> words = new(StringComparer.Ordinal);

    /// <summary>Reads them.</summary>
    /// <param name="locale">As the browser asks for it: en-US.</param>
    public VisitWords(string locale)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Portal.sln"))) root = root.Parent ?? throw new InvalidOperationException("The repository's root is not above the tests.");
        foreach (var folder in Folders)
            foreach (var (key, text) in JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(Path.Combine(root.FullName, "wwwroot-shared", "src", folder, $"{locale[..2]}.json")))!)
                words[key] = text;
    }

    public string this[string key] => words[key];
}
