namespace Portal.Architecture.Tests.Rules;

/// <summary>
/// The using directives of a file stand in one order: <c>System</c> first, then by name, segment by segment; static ones after them, aliases last. The build's
/// analyzers do not say so, and the formatter's pass that does compiles everything once more.
/// </summary>
internal static class UsingRule
{
    public static IEnumerable<string> Violations(IEnumerable<string> files, Func<string, string> read)
    {
        foreach (var file in files.Where(file => file.EndsWith(".cs", StringComparison.Ordinal)))
        {
            var usings = Head(read(file)).ToList();
            foreach (var (first, second) in usings.Zip(usings.Skip(1)).Where(pair => Compare(pair.First, pair.Second) > 0))
            {
                yield return $"{file}: \"{second.Text}\" stands after \"{first.Text}\"";
            }
        }
    }

    private static IEnumerable<Directive> Head(string text) =>
        text.Split('\n').TakeWhile(line => !line.StartsWith("namespace ", StringComparison.Ordinal))
            .Select(line => line.Trim()).Select(line => line.StartsWith("global ", StringComparison.Ordinal) ? line["global ".Length..] : line)
            .Where(line => line.StartsWith("using ", StringComparison.Ordinal) && line.EndsWith(';') && !line.StartsWith("using var ", StringComparison.Ordinal))
            .Select(line => line["using ".Length..^1]).Select(Directive.Of);

    private static int Compare(Directive one, Directive other)
    {
        var kinds = one.Kind.CompareTo(other.Kind);
        return kinds != 0 ? kinds : one.Name.Split('.').Zip(other.Name.Split('.'), (a, b) => string.Compare(a, b, StringComparison.OrdinalIgnoreCase))
            .FirstOrDefault(difference => difference != 0, one.Name.Length.CompareTo(other.Name.Length));
    }

    private enum Kind
    {
        OfSystem,
        Other,
        Static,
        Alias,
    }

    private sealed record Directive(string Text, Kind Kind, string Name)
    {
        public static Directive Of(string text) =>
            text.Split(" = ") is [var alias, _] ? new(text, Kind.Alias, alias)
            : text.StartsWith("static ", StringComparison.Ordinal) ? new(text, Kind.Static, text["static ".Length..])
            : new(text, text == "System" || text.StartsWith("System.", StringComparison.Ordinal) ? Kind.OfSystem : Kind.Other, text);
    }
}
