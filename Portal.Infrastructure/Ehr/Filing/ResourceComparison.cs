using System.Globalization;
using System.Text.Json;
using Portal.Domain.Ehr;
using Portal.Domain.Shared;

namespace Portal.Infrastructure.Ehr.Filing;

/// <summary>
/// What was sent against what is kept, element by element. What every server writes itself (id, version, time of storing, its own tags and narrative) is no
/// difference; what it changed, dropped, or added to what was signed is.
/// </summary>
internal static class ResourceComparison
{
    private const int Most = 50;
    private const int LongestText = 2_000;

    public static IReadOnlyList<FilingDifference> Of(ReadOnlyMemory<byte> sent, JsonElement kept)
    {
        using var left = JsonDocument.Parse(sent);
        var found = new List<FilingDifference>();
        Compare("", left.RootElement, kept, found);
        return found;
    }

    private static void Compare(string path, JsonElement sent, JsonElement kept, List<FilingDifference> found)
    {
        if (found.Count >= Most) return;
        if (sent.ValueKind == JsonValueKind.Object && kept.ValueKind == JsonValueKind.Object) CompareMembers(path, sent, kept, found);
        else if (sent.ValueKind == JsonValueKind.Array && kept.ValueKind == JsonValueKind.Array) CompareItems(path, sent, kept, found);
        else if (!Same(sent, kept)) found.Add(new FilingDifference(path, Text(sent), Text(kept)));
    }

    private static void CompareMembers(string path, JsonElement sent, JsonElement kept, List<FilingDifference> found)
    {
        foreach (var member in sent.EnumerateObject())
        {
            var inner = Inner(path, member.Name);
            if (IsServers(inner)) continue;
            if (kept.TryGetProperty(member.Name, out var there)) Compare(inner, member.Value, there, found);
            else if (found.Count < Most) found.Add(new FilingDifference(inner, Text(member.Value), default));
        }

        foreach (var member in kept.EnumerateObject())
        {
            var inner = Inner(path, member.Name);
            if (!IsServers(inner) && !sent.TryGetProperty(member.Name, out _) && found.Count < Most) found.Add(new FilingDifference(inner, default, Text(member.Value)));
        }
    }

    private static void CompareItems(string path, JsonElement sent, JsonElement kept, List<FilingDifference> found)
    {
        var (left, right) = (sent.GetArrayLength(), kept.GetArrayLength());
        for (var index = 0; index < Math.Max(left, right) && found.Count < Most; index++)
        {
            var inner = string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]");
            if (index >= left) found.Add(new FilingDifference(inner, default, Text(kept[index])));
            else if (index >= right) found.Add(new FilingDifference(inner, Text(sent[index]), default));
            else Compare(inner, sent[index], kept[index], found);
        }
    }

    /// <summary>Texts to the letter; times of the same instant are the same however they are written.</summary>
    private static bool Same(JsonElement sent, JsonElement kept)
    {
        if (sent.ValueKind != kept.ValueKind) return false;
        if (sent.ValueKind != JsonValueKind.String) return sent.GetRawText() == kept.GetRawText();
        var (left, right) = (sent.GetString()!, kept.GetString()!);
        return left == right || (Instant(left) is { } at && at == Instant(right));
    }

    private static DateTimeOffset? Instant(string text) =>
        text.Length >= 20 && text[10] == 'T' && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var at) ? at : null;

    private static bool IsServers(string path) => path is "id" or "text" or "meta.versionId" or "meta.lastUpdated" or "meta.source" or "meta.tag" or "meta.profile" or "meta.extension" or "extension";

    private static string Inner(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static ClinicalText Text(JsonElement value)
    {
        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        return new ClinicalText(text.Length > LongestText ? text[..LongestText] + "…" : text);
    }
}
