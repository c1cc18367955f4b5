using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Portal.Testing.Ehr;

/// <summary>One request as it came: every byte of it is kept.</summary>
public sealed record FhirCall(string Method, string Target, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    /// <summary>The path behind the base, without the query: <c>Communication/1</c>.</summary>
    public string Path => Target.Split('?')[0].Trim('/') is var path && path.StartsWith("fhir", StringComparison.Ordinal) ? path[4..].Trim('/') : Target;

    public bool IsWrite => Method is "POST" or "PUT" && !Path.EndsWith("_search", StringComparison.Ordinal);

    public string Text => Encoding.UTF8.GetString(Body);

    public JsonObject Json => (JsonObject)JsonNode.Parse(Body)!;

    /// <summary>The words occur in what came: as they are, percent-encoded, or in base64 anywhere inside, however deep.</summary>
    public bool Says(string words)
    {
        var found = Everything().Any(text => text.Contains(words, StringComparison.OrdinalIgnoreCase));
        return found;
    }

    private IEnumerable<string> Everything()
    {
        yield return Uri.UnescapeDataString(Target);
        foreach (var header in Headers) yield return header.Value;
        foreach (var text in Unpacked(Text)) yield return text;
        yield return Uri.UnescapeDataString(Text.Replace('+', ' '));
    }

    private static IEnumerable<string> Unpacked(string text)
    {
        yield return text;
        foreach (var value in Strings(text))
        {
            yield return value;
            if (value.Length < 8 || !TryDecode(value, out var inner)) continue;
            foreach (var deeper in Unpacked(inner)) yield return deeper;
        }
    }

    private static List<string> Strings(string text)
    {
        var found = new List<string>();
        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text));
            while (reader.Read())
                if (reader.TokenType == JsonTokenType.String) found.Add(reader.GetString()!);
        }
        catch (JsonException)
        {
            // Not JSON: the text itself was given already.
        }

        return found;
    }

    private static bool TryDecode(string value, out string inner)
    {
        var bytes = new byte[value.Length];
        var isBase64 = Convert.TryFromBase64String(value, bytes, out var length);
        inner = isBase64 ? Encoding.UTF8.GetString(bytes, 0, length) : "";
        return isBase64;
    }
}
