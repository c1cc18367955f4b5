using System.Text.RegularExpressions;

namespace Portal.Architecture.Tests.Rules;

/// <summary>
/// The repository stands alone: nothing in it points to papers that are not in it or to one machine's folders. The words are put together here, so
/// that this file does not hold them itself.
/// </summary>
internal static class WordRule
{
    private static readonly string[] Papers = ["DESIGN", "PROTOCOL", "STYLE", "PACKAGES", "SECURITY", "FEATURES", "LESSONS", "FHIR"];

    private static readonly Regex Paths = new(@"(?<![\w.])/(work|farm)/|/tmp/bash" + "_jobs", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5));

    private static readonly Regex Sections = new($"({string.Join('|', Papers)})" + @"(:| S\d| section \d| \d+\.\d)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5));

    /// <summary>Files are all of the repository, from its root with forward slashes.</summary>
    public static IEnumerable<string> Violations(IReadOnlyCollection<string> files, Func<string, string> read)
    {
        var absent = Papers.Select(paper => paper + ".md").Where(paper => !files.Any(file => file == paper || file.EndsWith("/" + paper, StringComparison.Ordinal))).ToList();
        return from file in files
               where !IsBinary(file)
               let text = read(file)
               from word in absent.Where(paper => text.Contains(paper, StringComparison.Ordinal))
                   .Concat(Paths.Matches(text).Select(match => match.Value))
                   .Concat(Sections.Matches(text).Select(match => match.Value))
                   .Distinct(StringComparer.Ordinal)
               select $"{file} says {word}";
    }

    private static bool IsBinary(string file) => Path.GetExtension(file) is ".png" or ".jpg" or ".ico" or ".woff2" or ".gz" or ".br" or ".pdf" or ".wav" or ".mp3";
}
