using System.Text.Json;

namespace Portal.Infrastructure.Ehr.Fhir.Reading;

/// <summary>Writes JSON as FHIR wants it: nothing empty, no control characters. Numbers stand as they were written.</summary>
internal static class Tidy
{
    public static void Write(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(writer, value);
                break;
            case JsonValueKind.Array:
                WriteArray(writer, value, keepsPlaces: false);
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(Clean(value.GetString()!));
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    /// <summary>The text without control characters other than tab, line feed and carriage return.</summary>
    public static string Clean(string text) => PrimitiveChecks.HasControl(text) ? string.Concat(text.Where(one => !PrimitiveChecks.IsControl(one))) : text;

    private static void WriteObject(Utf8JsonWriter writer, JsonElement value)
    {
        writer.WriteStartObject();
        foreach (var property in value.EnumerateObject())
        {
            var keepsPlaces = property.Value.ValueKind == JsonValueKind.Array && HasSibling(value, property.Name);
            if (!keepsPlaces && !HasContent(property.Value)) continue;
            writer.WritePropertyName(property.Name);
            if (keepsPlaces) WriteArray(writer, property.Value, keepsPlaces);
            else Write(writer, property.Value);
        }

        writer.WriteEndObject();
    }

    /// <summary>Where another array tells of each of its values, a value without content keeps its place as null.</summary>
    private static void WriteArray(Utf8JsonWriter writer, JsonElement value, bool keepsPlaces)
    {
        writer.WriteStartArray();
        foreach (var item in value.EnumerateArray())
        {
            if (HasContent(item)) Write(writer, item);
            else if (keepsPlaces) writer.WriteNullValue();
        }

        writer.WriteEndArray();
    }

    private static bool HasSibling(JsonElement owner, string name) =>
        owner.TryGetProperty(name.StartsWith('_') ? name[1..] : "_" + name, out var sibling) && sibling.ValueKind == JsonValueKind.Array && HasContent(sibling);

    private static bool HasContent(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().Any(property => HasContent(property.Value)),
        JsonValueKind.Array => value.EnumerateArray().Any(HasContent),
        JsonValueKind.String => Clean(value.GetString()!).Length > 0,
        JsonValueKind.Null or JsonValueKind.Undefined => false,
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => true,
    };
}
