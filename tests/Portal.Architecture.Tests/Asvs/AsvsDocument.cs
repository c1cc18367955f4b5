using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Portal.Architecture.Tests.Reading;

namespace Portal.Architecture.Tests.Asvs;

/// <summary>A test and a requirement that it says it shows to be met.</summary>
internal sealed record AsvsTest(string Requirement, string File, string Name);

/// <summary>The document of what is tested and what is not.</summary>
internal static partial class AsvsDocument
{
    private static readonly Dictionary<string, string> Chapters = new(StringComparer.Ordinal)
    {
        ["1"] = "Encoding",
        ["2"] = "Input and the work's own rules",
        ["3"] = "Browsers",
        ["4"] = "API and sockets",
        ["5"] = "Files",
        ["6"] = "Signing in",
        ["7"] = "Sessions",
        ["8"] = "Who may do what",
        ["9"] = "Signed tokens",
        ["10"] = "OAuth",
        ["11"] = "Cryptography",
        ["12"] = "On the wire",
        ["13"] = "Configuration",
        ["14"] = "Sensitive data",
        ["15"] = "Architecture",
        ["16"] = "Records and errors",
        ["17"] = "Calls",
    };

    public static IReadOnlyList<AsvsTest> Tests { get; } =
    [
        .. from file in Repository.Files
           where file.StartsWith("tests/", StringComparison.Ordinal) && file.EndsWith("Tests.cs", StringComparison.Ordinal)
           from Match test in Traits.Matches(Repository.Read(file))
           from Capture requirement in test.Groups["id"].Captures
           select new AsvsTest(requirement.Value, file, test.Groups["name"].Value),
    ];

    public static string Make()
    {
        var text = new StringBuilder();
        var tested = Tests.ToLookup(test => test.Requirement);
        var open = AsvsRequirement.All.Where(requirement => requirement.NotHere.Length == 0).ToList();
        text.Append(CultureInfo.InvariantCulture, $"""
            # OWASP ASVS 5.0, levels 1 and 2, by the tests that say so

            Made from the traits of the tests (`PORTAL_WRITE_SNAPSHOTS=1 dotnet test tests/Portal.Architecture.Tests --filter AsvsTests`); do not edit. Numbers and levels are those of
            [OWASP ASVS 5.0](https://owasp.org/www-project-application-security-verification-standard/); the words are ours and say less than the standard, which alone counts.
            A test beside a requirement shows a part of it, often the most important; *no test* means that nothing automatic shows it: it may be met, be the operator's, or be missing.

            Of {AsvsRequirement.All.Count} requirements {AsvsRequirement.All.Count - open.Count} have nothing here to be about; of the {open.Count} others {open.Count(requirement => tested.Contains(requirement.Id))} have a test.

            """);
        foreach (var chapter in AsvsRequirement.All.GroupBy(requirement => requirement.Chapter))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {chapter.Key}. {Chapters[chapter.Key]}\n\n| | level | | shown by |\n| --- | --- | --- | --- |\n");
            foreach (var requirement in chapter)
                text.Append(CultureInfo.InvariantCulture, $"| {requirement.Id} | {requirement.Level} | {requirement.Words} | {ShownBy(requirement, tested[requirement.Id])} |\n");
        }

        return text.ToString();
    }

    public static string Read(string file) => File.Exists(Path.Combine(Repository.Root, file)) ? Repository.Read(file) : "";

    public static void Write(string file, string text) => File.WriteAllText(Path.Combine(Repository.Root, file), text);

    private static string ShownBy(AsvsRequirement requirement, IEnumerable<AsvsTest> tests)
    {
        if (requirement.NotHere.Length > 0) return $"nothing to show: {requirement.NotHere}";
        var shown = tests.Select(test => $"`{Path.GetFileNameWithoutExtension(test.File)}.{test.Name}`").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return shown.Count == 0 ? "*no test*" : string.Join("<br>", shown);
    }

    /// <summary>Traits stand together with whatever else there is, above the method.</summary>
    [GeneratedRegex("""(\[Trait\("ASVS", "(?<id>[0-9.]+)"\)\]\s+)+(\[[^\n]+\]\s+)*public (static )?(async )?\S+ (?<name>\w+)\(""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Traits { get; }
}
