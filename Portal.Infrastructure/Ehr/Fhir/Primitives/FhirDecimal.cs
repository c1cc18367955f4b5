using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Portal.Infrastructure.Ehr.Fhir.Primitives;

/// <summary>A number as it was written: 1.50 says that the last digit was measured, and stays 1.50. It prints as nothing.</summary>
[JsonConverter(typeof(FhirDecimalConverter))]
internal readonly record struct FhirDecimal
{
    private readonly string? text;

    private FhirDecimal(string text) => this.text = text;

    public string Text => text ?? "0";

    public static FhirDecimal Of(decimal value) => new(value.ToString(CultureInfo.InvariantCulture));

    /// <summary>Takes what a JSON number is, which the reader has made sure of.</summary>
    public static FhirDecimal OfJson(string number) => new(number);

    /// <summary>False for what .NET's decimal cannot hold.</summary>
    public bool TryGet(out decimal value) => decimal.TryParse(Text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);

    public override string ToString() => "[number]";
}

internal sealed class FhirDecimalConverter : JsonConverter<FhirDecimal>
{
    public override FhirDecimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.Number) throw new JsonException();
        return FhirDecimal.OfJson(reader.HasValueSequence ? Encoding.ASCII.GetString(reader.ValueSequence) : Encoding.ASCII.GetString(reader.ValueSpan));
    }

    public override void Write(Utf8JsonWriter writer, FhirDecimal value, JsonSerializerOptions options) => writer.WriteRawValue(value.Text);
}
