using System.Text.Json;

namespace Portal.Infrastructure.Ehr.Fhir.Exchange;

/// <summary>
/// One page of a search's answer (hl7.org/fhir/R4/bundle.html), read with patience: servers write lists that are empty, nulls, codes and dates that are none, and none of
/// that hides what was found. What would hide something is not borne: a page that says something twice, or an entry that cannot be told for what it is, is no page.
/// </summary>
/// <param name="Matches">The resources, but those that came along with them.</param>
/// <param name="Next">Where the next page is, as the server wrote it; null on the last one.</param>
/// <param name="Total">How many matches there are on all pages together; null where the server does not say.</param>
internal sealed record SearchSet(IReadOnlyList<JsonElement> Matches, string? Next, int? Total)
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = FhirJson.MaxDepth, AllowDuplicateProperties = false };

    /// <summary>It says that there are matches, and there is none to be seen.</summary>
    public bool Hides => Matches.Count == 0 && Next is null && Total > 0;

    public override string ToString() => nameof(SearchSet);

    /// <summary>Null where it is none.</summary>
    public static SearchSet? Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(FhirJson.WithoutMark(body), Strict);
            return Read(document.RootElement);
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            return null; // InvalidOperationException: bytes that are no UTF-8
        }
    }

    private static SearchSet? Read(JsonElement page)
    {
        if (Text(page, "resourceType") != "Bundle" || Text(page, "type") != "searchset") return null;
        if (Items(page, "entry") is not { } entries || Items(page, "link") is not { } links) return null;
        var matches = new List<JsonElement>();
        foreach (var entry in entries)
        {
            if (!IsMatch(entry)) continue;
            if (Member(entry, "resource") is not { ValueKind: JsonValueKind.Object } resource || Text(resource, "resourceType") is null) return null;
            matches.Add(resource.Clone());
        }

        var total = Member(page, "total") is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var count) ? count : (int?)null;
        return new SearchSet(matches, links.Where(link => Text(link, "relation") == "next").Select(link => Text(link, "url")).FirstOrDefault(url => !string.IsNullOrEmpty(url)), total);
    }

    /// <summary>What does not say why it is there was looked for.</summary>
    private static bool IsMatch(JsonElement entry) => (Member(entry, "search") is { } search ? Text(search, "mode") : null) is not ("include" or "outcome");

    /// <summary>None where there is no list, or null stands in its place; null where something else does.</summary>
    private static IReadOnlyList<JsonElement>? Items(JsonElement owner, string name) => Member(owner, name) switch
    {
        null or { ValueKind: JsonValueKind.Null } => [],
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray()],
        _ => null,
    };

    private static JsonElement? Member(JsonElement owner, string name) => owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(name, out var value) ? value : null;

    private static string? Text(JsonElement owner, string name) => Member(owner, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;
}
