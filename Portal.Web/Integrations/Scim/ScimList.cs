using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Portal.Domain.Shared;

namespace Portal.Web.Integrations.Scim;

/// <summary>What part of which resources is asked for (RFC 7644 3.4.2): one <c>eq</c>, and a page that counts from 1. Null <paramref name="Filter"/> is all.</summary>
internal sealed record ScimList(ScimFilter? Filter, int StartIndex, int Count, bool WithMembers)
{
    public const string Schema = "urn:ietf:params:scim:api:messages:2.0:ListResponse";
    public const int Most = 200;
    private const int Usual = 100;

    public int Skipped => StartIndex - 1;

    /// <summary>Null <paramref name="filter"/> is none. A start or a count that is no number is as one that was not given; a negative count is none, a start below 1 the first.</summary>
    public static Outcome<ScimList> Read(string? filter, string? startIndex, string? count, string? attributes, string? excluded)
    {
        ScimFilter? read = null;
        if (filter is not null && !ScimFilter.TryRead(filter, out read)) return ScimFilter.Unsupported;
        var start = int.TryParse(startIndex, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var first) ? Math.Max(first, 1) : 1;
        var most = int.TryParse(count, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var wanted) ? Math.Clamp(wanted, 0, Most) : Usual;
        return new ScimList(read, start, most, (attributes is null || Names(attributes).Contains("members", StringComparer.OrdinalIgnoreCase)) && (excluded is null || !Names(excluded).Contains("members", StringComparer.OrdinalIgnoreCase)));
    }

    public ScimResult Answer(int total, IEnumerable<JsonObject> resources)
    {
        var items = new JsonArray([.. resources]);
        return new(new JsonObject { ["schemas"] = new JsonArray(Schema), ["totalResults"] = total, ["startIndex"] = StartIndex, ["itemsPerPage"] = items.Count, ["Resources"] = items });
    }

    private static string[] Names(string list) => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>The question in the address.</summary>
internal sealed class ScimQuery
{
    private ScimQuery(Outcome<ScimList> list) => List = list;

    public Outcome<ScimList> List { get; }

    public static ValueTask<ScimQuery> BindAsync(HttpContext context, ParameterInfo _)
    {
        var query = context.Request.Query;
        return ValueTask.FromResult(new ScimQuery(ScimList.Read(One("filter"), One("startIndex"), One("count"), One("attributes"), One("excludedAttributes"))));

        string? One(string name) => query.TryGetValue(name, out var values) ? values[0] : null;
    }

    /// <summary>The same by <c>POST .search</c>, for who keeps names out of addresses (RFC 7644 3.4.3).</summary>
    public static Outcome<ScimList> Of(ScimResource search)
    {
        return ScimList.Read(search.Text("filter"), Number("startIndex"), Number("count"), Joined("attributes"), Joined("excludedAttributes"));

        string? Number(string name) => search.Get(name) is { ValueKind: JsonValueKind.Number } number ? number.GetRawText() : null;

        string? Joined(string name) => search.Many(name) is { } names ? string.Join(',', names.Select(one => one.Value)) : null;
    }
}

/// <summary><c>attribute eq "value"</c>; the attribute's name is told in small letters, without its schema's name before it.</summary>
internal sealed partial record ScimFilter(string Attribute, string Value)
{
    public static readonly Refusal Unsupported = Refusal.Invalid("filter", "must be one attribute eq \"value\"");

    public static bool TryRead(string text, out ScimFilter? filter)
    {
        filter = null;
        if (text.Length > 1000 || Form.Match(text) is not { Success: true } match) return false;
        try
        {
            if (JsonSerializer.Deserialize<string>(match.Groups["value"].Value) is not { } value) return false;
            filter = new(ScimPath.Bare(match.Groups["attribute"].Value).ToLowerInvariant(), value);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    public override string ToString() => Attribute;

    [GeneratedRegex(@"^\s*(?<attribute>[A-Za-z][A-Za-z0-9:._$-]*)\s+eq\s+(?<value>""([^""\\]|\\.)*"")\s*\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Form { get; }
}
