using System.Globalization;
using System.Text.Json.Serialization;

namespace Portal.Infrastructure.Ehr.Fhir.Primitives;

/// <summary>A day, a month of a year, or a year; as it was written. It may be a birth date and prints as nothing.</summary>
[JsonConverter(typeof(TextConverter<FhirDate>))]
internal readonly record struct FhirDate : IFhirText<FhirDate>
{
    private readonly string? text;

    private FhirDate(string text) => this.text = text;

    public string Text => text ?? "";

    public static FhirDate Of(DateOnly day) => new(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    public static bool TryParse(string text, out FhirDate value)
    {
        var isOne = Moments.IsDate(text);
        value = isOne ? new(text) : default;
        return isOne;
    }

    /// <summary>The day; false where only a month or a year is known.</summary>
    public bool TryGetDay(out DateOnly day) => DateOnly.TryParseExact(Text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);

    public override string ToString() => "[date]";
}
