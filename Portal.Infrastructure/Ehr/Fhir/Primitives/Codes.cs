using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Portal.Infrastructure.Ehr.Fhir.Primitives;

/// <summary>The codes of required bindings: the member's name in small letters with hyphens, unless an attribute says another.</summary>
internal static class Codes
{
    public static IEnumerable<(string Code, object Member)> Of(Type members) =>
        from field in members.GetFields(BindingFlags.Public | BindingFlags.Static)
        let code = field.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? JsonNamingPolicy.KebabCaseLower.ConvertName(field.Name)
        select (code, field.GetValue(null)!);
}

/// <summary>The same for one enum, both ways.</summary>
internal static class Codes<T> where T : struct, Enum
{
    private static readonly FrozenDictionary<string, T> Members = Codes.Of(typeof(T)).ToFrozenDictionary(one => one.Code, one => (T)one.Member, StringComparer.Ordinal);
    private static readonly FrozenDictionary<T, string> Texts = Members.ToFrozenDictionary(one => one.Value, one => one.Key);

    public static string Text(T member) => Texts[member];

    public static bool TryParse(string text, out T member) => Members.TryGetValue(text, out member);
}

internal sealed class CodeConverter<T> : JsonConverter<T> where T : struct, Enum
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Codes<T>.TryParse(reader.GetString()!, out var member) ? member : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(Codes<T>.Text(value));
}
