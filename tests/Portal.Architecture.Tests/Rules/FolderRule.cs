using System.Text.RegularExpressions;

namespace Portal.Architecture.Tests.Rules;

/// <summary>A file is found by its feature's word: known first folder, at most three levels, and the namespace that the folders say.</summary>
internal static partial class FolderRule
{
    private const int Levels = 3;

    /// <summary>Sources are paths from the project's folder, and what is read there.</summary>
    public static IEnumerable<string> Violations(string project, IEnumerable<(string Path, string Text)> sources) =>
        from source in sources
        let folders = FoldersOf(source.Path)
        from objection in new[] { Place(folders), Name(project, folders, source.Text) }
        where objection is not null
        select $"{project}/{source.Path} {objection}";

    /// <summary>The namespaces that the folders of a project's sources say.</summary>
    public static IEnumerable<string> Namespaces(string project, IEnumerable<string> sources) =>
        sources.Select(source => NamespaceOf(project, FoldersOf(source))).Distinct(StringComparer.Ordinal);

    private static string? Place(string[] folders)
    {
        if (folders.Length > Levels) return $"stands deeper than {Levels} folders";
        return folders is [var first, ..] && !Rings.OfFolder.ContainsKey(first) ? $"stands in {first}, which has no ring" : null;
    }

    private static string? Name(string project, string[] folders, string text)
    {
        var wrong = Declared().Matches(text).Select(match => match.Groups["name"].Value).FirstOrDefault(name => name != NamespaceOf(project, folders));
        return wrong is null ? null : $"declares the namespace {wrong}";
    }

    private static string NamespaceOf(string project, string[] folders) => string.Join('.', folders.Prepend(project));

    private static string[] FoldersOf(string path) => path.Split('/')[..^1];

    [GeneratedRegex(@"^(?:@namespace|namespace)\s+(?<name>[\w.]+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Declared();
}
