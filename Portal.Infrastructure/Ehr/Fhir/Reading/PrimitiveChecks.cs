using System.Buffers;
using System.Collections.Frozen;
using System.Text.Json;
using Portal.Infrastructure.Ehr.Fhir.Primitives;

namespace Portal.Infrastructure.Ehr.Fhir.Reading;

/// <summary>What is wrong with the JSON value of a primitive; null where nothing is.</summary>
internal static class PrimitiveChecks
{
    private static readonly SearchValues<char> Control = SearchValues.Create([.. Enumerable.Range(0, ' ').Select(one => (char)one).Where(IsControl)]);

    public static Func<JsonElement, FhirRule?> Of(Type type, FhirFormat format)
    {
        if (type.IsEnum)
        {
            var codes = Codes.Of(type).Select(one => one.Code).ToFrozenSet(StringComparer.Ordinal);
            return value => Text(value, FhirRule.UnknownCode, codes.Contains);
        }

        if (type == typeof(bool)) return static value => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : FhirRule.WrongJsonType;
        if (type == typeof(int)) return value => Number(value, format);
        if (type == typeof(FhirDecimal)) return static value => value.ValueKind == JsonValueKind.Number ? null : FhirRule.WrongJsonType;
        if (type == typeof(FhirDate)) return static value => Text(value, FhirRule.BadDate, Moments.IsDate);
        if (type == typeof(FhirDateTime)) return static value => Text(value, FhirRule.BadDate, Moments.IsDateTime);
        if (type == typeof(FhirInstant)) return static value => Text(value, FhirRule.BadDate, Moments.IsInstant);
        if (type == typeof(FhirTime)) return static value => Text(value, FhirRule.BadDate, Moments.IsTime);
        return type == typeof(string) ? value => Text(value, FhirRule.BadFormat, text => format.Fits(text)) : throw new NotSupportedException($"{type} is no primitive of FHIR.");
    }

    public static FhirRule? Text(JsonElement value)
    {
        var text = value.GetString()!;
        if (text.Length == 0) return FhirRule.EmptyString;
        return HasControl(text) ? FhirRule.ControlCharacter : null;
    }

    public static bool HasControl(ReadOnlySpan<char> text) => text.ContainsAny(Control);

    public static bool IsControl(char one) => one < ' ' && one is not ('\t' or '\n' or '\r');

    private static FhirRule? Text(JsonElement value, FhirRule otherwise, Func<string, bool> fits)
    {
        if (value.ValueKind != JsonValueKind.String) return FhirRule.WrongJsonType;
        return Text(value) ?? (fits(value.GetString()!) ? null : otherwise);
    }

    private static FhirRule? Number(JsonElement value, FhirFormat format)
    {
        if (value.ValueKind != JsonValueKind.Number) return FhirRule.WrongJsonType;
        return value.TryGetInt32(out var number) && format.Fits(number) ? null : FhirRule.BadFormat;
    }
}
