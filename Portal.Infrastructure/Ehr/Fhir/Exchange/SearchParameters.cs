using System.Text;
using System.Text.RegularExpressions;

namespace Portal.Infrastructure.Ehr.Fhir.Exchange;

/// <summary>
/// What is searched for: names and values as the specification writes them, <see cref="Token"/> for identifiers. Only random ids may stand in an
/// address, which proxies and servers log; a search for anything else goes as a form.
/// </summary>
internal sealed partial class SearchParameters
{
    private readonly List<KeyValuePair<string, string>> pairs = [];

    /// <summary>Whether all of it is random ids, sizes and order: then it may be an address.</summary>
    public bool IsPublic => pairs.TrueForAll(pair => IsPublicPair(pair.Key, pair.Value));

    public IReadOnlyList<KeyValuePair<string, string>> Pairs => pairs;

    /// <summary>An identifier of a system, with what the specification reserves escaped.</summary>
    public static string Token(string system, string value) => $"{Escape(system)}|{Escape(value)}";

    public SearchParameters And(string name, string value)
    {
        pairs.Add(new(name, value));
        return this;
    }

    /// <summary>Whether a link that the server gave repeats what is not to stand in an address.</summary>
    public bool IsRepeatedIn(Uri link)
    {
        var names = ReadQuery(link).Select(pair => pair.Key).ToHashSet(StringComparer.Ordinal);
        return pairs.Exists(pair => names.Contains(pair.Key) && !IsPublicPair(pair.Key, pair.Value));
    }

    /// <summary>The query of an address, decoded.</summary>
    public static IEnumerable<KeyValuePair<string, string>> ReadQuery(Uri link) =>
        from part in link.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
        let halves = part.Split('=', 2)
        select new KeyValuePair<string, string>(Decode(halves[0]), halves.Length == 2 ? Decode(halves[1]) : "");

    public string ToQuery() => string.Join('&', pairs.Select(pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value)}"));

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var one in text)
        {
            if (one is '\\' or '|' or ',' or '$') escaped.Append('\\');
            escaped.Append(one);
        }

        return escaped.ToString();
    }

    private static bool IsPublicPair(string name, string value) => name is "_count" or "_sort" or "_total" or "_elements" or "_summary" || RandomId.IsMatch(value);

    /// <summary>A UUID, perhaps with a version behind it, alone or as a token of a system that is an address.</summary>
    [GeneratedRegex(@"\A([a-z]+:[^|\s]+\|)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(\.[0-9]{1,6})?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex RandomId { get; }
}
