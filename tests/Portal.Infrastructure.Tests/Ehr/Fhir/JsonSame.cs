using System.Text.Json;

namespace Portal.Infrastructure.Tests.Ehr.Fhir;

/// <summary>Whether two JSON values say the same: properties in any order, numbers digit for digit.</summary>
internal static class JsonSame
{
    /// <summary>The places where they differ; empty where they do not.</summary>
    public static IEnumerable<string> Differences(ReadOnlyMemory<byte> one, ReadOnlyMemory<byte> other)
    {
        using var first = JsonDocument.Parse(one, new() { MaxDepth = 128 });
        using var second = JsonDocument.Parse(other, new() { MaxDepth = 128 });
        return [.. Differences(first.RootElement, second.RootElement, "$")];
    }

    private static IEnumerable<string> Differences(JsonElement one, JsonElement other, string path)
    {
        if (one.ValueKind != other.ValueKind) return [path];
        return one.ValueKind switch
        {
            JsonValueKind.Object => OfObjects(one, other, path),
            JsonValueKind.Array => OfArrays(one, other, path),
            JsonValueKind.String => one.GetString() == other.GetString() ? [] : [path],
            JsonValueKind.Number => one.GetRawText() == other.GetRawText() ? [] : [path],
            _ => [],
        };
    }

    private static IEnumerable<string> OfObjects(JsonElement one, JsonElement other, string path)
    {
        foreach (var property in one.EnumerateObject())
        {
            if (!other.TryGetProperty(property.Name, out var value)) yield return $"{path}.{property.Name}";
            else foreach (var difference in Differences(property.Value, value, $"{path}.{property.Name}")) yield return difference;
        }

        foreach (var property in other.EnumerateObject().Where(property => !one.TryGetProperty(property.Name, out _))) yield return $"{path}.{property.Name}";
    }

    private static IEnumerable<string> OfArrays(JsonElement one, JsonElement other, string path) =>
        one.GetArrayLength() != other.GetArrayLength()
            ? [path]
            : one.EnumerateArray().Zip(other.EnumerateArray()).SelectMany((pair, index) => Differences(pair.First, pair.Second, $"{path}[{index}]"));
}
