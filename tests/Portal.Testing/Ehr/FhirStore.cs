using System.Globalization;
using System.Text.Json.Nodes;

namespace Portal.Testing.Ehr;

/// <summary>
/// Resources by type and id, each with all its versions. Not safe by itself: its server takes one request's work at a time, so that a conditional create is atomic.
/// </summary>
internal sealed class FhirStore(TimeProvider clock)
{
    private readonly Dictionary<(string Type, string Id), List<Kept>> resources = [];
    private readonly List<(string Type, string Id)> puts = [];
    private int last;

    public IEnumerable<JsonObject> All(string type) => resources.Where(one => one.Key.Type == type).Select(one => one.Value[^1].Resource);

    public IReadOnlyList<JsonObject> Versions(string type, string id) => resources.TryGetValue((type, id), out var versions) ? [.. versions.Select(kept => kept.Resource)] : [];

    public JsonObject? Read(string type, string id) => resources.TryGetValue((type, id), out var versions) ? versions[^1].Resource : null;

    public JsonObject Add(JsonObject sent) => Put(sent, "ehr-" + (++last).ToString(CultureInfo.InvariantCulture));

    public JsonObject Put(JsonObject sent, string id)
    {
        var type = TypeOf(sent);
        if (!resources.TryGetValue((type, id), out var versions)) resources[(type, id)] = versions = [];
        var kept = (JsonObject)sent.DeepClone();
        kept["id"] = id;
        if (kept["meta"] is not JsonObject meta) kept["meta"] = meta = [];
        meta["versionId"] = (versions.Count + 1).ToString(CultureInfo.InvariantCulture);
        meta["lastUpdated"] = clock.GetUtcNow().ToString("O", CultureInfo.InvariantCulture);
        versions.Add(new Kept(kept, clock.GetTimestamp()));
        puts.Add((type, id));
        return kept;
    }

    /// <summary>What <see cref="Undo"/> goes back to.</summary>
    public int Mark => puts.Count;

    /// <summary>Takes back everything that was put since.</summary>
    public void Undo(int mark)
    {
        for (; puts.Count > mark; puts.RemoveAt(puts.Count - 1))
        {
            var versions = resources[puts[^1]];
            versions.RemoveAt(versions.Count - 1);
            if (versions.Count == 0) resources.Remove(puts[^1]);
        }
    }

    /// <summary>What is taken away as if it had never been, by a person in the EHR.</summary>
    public void Remove(string type, string id) => resources.Remove((type, id));

    /// <summary>Those that carry the identifier, <c>system|value</c>; those stored less than <paramref name="lag"/> ago are not seen.</summary>
    public List<JsonObject> ByIdentifier(string type, string token, TimeSpan lag, StringComparer? same = null) =>
        [.. resources.Where(one => one.Key.Type == type && clock.GetElapsedTime(one.Value[0].At) >= lag).Select(one => one.Value[^1].Resource).Where(one => Identifiers(one).Contains(token, same ?? StringComparer.Ordinal))];

    public int Seen(string type, TimeSpan lag) => resources.Count(one => one.Key.Type == type && clock.GetElapsedTime(one.Value[0].At) >= lag);

    public static string VersionOf(JsonObject resource) => (string)resource["meta"]!["versionId"]!;

    public static string TypeOf(JsonObject resource) => (string?)resource["resourceType"] ?? "";

    private static IEnumerable<string> Identifiers(JsonObject resource)
    {
        var all = (resource["identifier"] as JsonArray ?? []).Append(resource["masterIdentifier"]);
        return all.OfType<JsonObject>().Select(one => $"{(string?)one["system"]}|{(string?)one["value"]}");
    }

    private sealed record Kept(JsonObject Resource, long At);
}
