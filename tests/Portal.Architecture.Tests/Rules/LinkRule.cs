using System.Text.RegularExpressions;

namespace Portal.Architecture.Tests.Rules;

/// <summary>Every link of the documents to a file of the repository, or to a heading in one, leads somewhere.</summary>
internal static partial class LinkRule
{
    /// <summary>Files are all of the repository, from its root with forward slashes.</summary>
    public static IEnumerable<string> Violations(IReadOnlyCollection<string> files, Func<string, string> read) =>
        from file in files
        where file.EndsWith(".md", StringComparison.Ordinal)
        from target in Targets(read(file))
        where !Leads(file, target, files, read)
        select $"{file} links to {target}";

    private static IEnumerable<string> Targets(string markdown) =>
        Link().Matches(Code().Replace(markdown, "")).Select(match => match.Groups["target"].Value).Where(target => !Elsewhere().IsMatch(target));

    private static bool Leads(string file, string target, IReadOnlyCollection<string> files, Func<string, string> read)
    {
        var parts = target.Split('#', 2);
        var path = parts[0].Length == 0 ? file : Resolve(file, Uri.UnescapeDataString(parts[0]));
        if (!files.Contains(path)) return parts.Length == 1 && files.Any(other => other.StartsWith(path.TrimEnd('/') + "/", StringComparison.Ordinal));
        return parts.Length == 1 || Heading().Matches(read(path)).Any(match => Slug(match.Groups["text"].Value) == parts[1]);
    }

    private static string Resolve(string file, string target)
    {
        var steps = new List<string>(file.Split('/')[..^1]);
        foreach (var step in target.Split('/').Where(step => step != "."))
        {
            if (step != "..") steps.Add(step);
            else if (steps.Count == 0) return "outside";
            else steps.RemoveAt(steps.Count - 1);
        }

        return string.Join('/', steps);
    }

    /// <summary>As the readers of Markdown make them: lower case, spaces to hyphens, all but letters, digits, hyphens and underscores left out.</summary>
    private static string Slug(string heading) => NoSlug().Replace(heading.Trim().ToLowerInvariant().Replace(' ', '-'), "");

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)(\s+""[^""]*"")?\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Link();

    [GeneratedRegex(@"^```.*?^```|`[^`\n]*`", RegexOptions.Multiline | RegexOptions.Singleline, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Code();

    [GeneratedRegex(@"\A[a-z][a-z0-9+.-]*:", RegexOptions.None, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Elsewhere();

    [GeneratedRegex(@"^#{1,6}\s+(?<text>.+?)\s*$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\p{L}\p{N}_-]", RegexOptions.None, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex NoSlug();
}
