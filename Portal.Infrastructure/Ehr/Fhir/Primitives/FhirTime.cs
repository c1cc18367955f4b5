using System.Text.Json.Serialization;

namespace Portal.Infrastructure.Ehr.Fhir.Primitives;

/// <summary>A time of day without a zone, as it was written.</summary>
[JsonConverter(typeof(TextConverter<FhirTime>))]
internal readonly record struct FhirTime : IFhirText<FhirTime>
{
    private readonly string? text;

    private FhirTime(string text) => this.text = text;

    public string Text => text ?? "";

    public static bool TryParse(string text, out FhirTime value)
    {
        var isOne = Moments.IsTime(text);
        value = isOne ? new(text) : default;
        return isOne;
    }

    public override string ToString() => "[time]";
}
