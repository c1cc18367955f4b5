using System.Text.Json;
using System.Text.Json.Serialization;

namespace Portal.Domain.Shared;

/// <summary>
/// Put on a type that holds clinical text or a secret: serialising it, alone or inside another, throws. Writing its content would leak it, and
/// writing <c>[redacted]</c> would lose it where somebody meant to store it; both in silence. What is to leave the portal or to be sealed has a
/// shape of its own there, which asks for each word.
/// </summary>
public sealed class NotForJson<T> : JsonConverter<T>
{
    /// <summary>Never.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw Refused();

    /// <summary>Never.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => throw Refused();

    private static NotSupportedException Refused() => new($"{typeof(T).Name} is neither written to nor read from JSON as it stands.");
}
