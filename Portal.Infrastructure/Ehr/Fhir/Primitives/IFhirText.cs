using System.Text.Json;
using System.Text.Json.Serialization;

namespace Portal.Infrastructure.Ehr.Fhir.Primitives;

/// <summary>A primitive that JSON has as a string and that is kept as it was written.</summary>
internal interface IFhirText<TSelf> where TSelf : struct, IFhirText<TSelf>
{
    string Text { get; }

    static abstract bool TryParse(string text, out TSelf value);
}

internal sealed class TextConverter<T> : JsonConverter<T> where T : struct, IFhirText<T>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        T.TryParse(reader.GetString()!, out var value) ? value : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.Text);
}
