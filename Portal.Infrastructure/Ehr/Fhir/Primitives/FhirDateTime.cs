using System.Text.Json.Serialization;
using Portal.Domain.Shared;

namespace Portal.Infrastructure.Ehr.Fhir.Primitives;

/// <summary>A year, a month, a day, or an instant with its zone; as it was written. It prints as nothing.</summary>
[JsonConverter(typeof(TextConverter<FhirDateTime>))]
internal readonly record struct FhirDateTime : IFhirText<FhirDateTime>
{
    private readonly string? text;

    private FhirDateTime(string text) => this.text = text;

    public string Text => text ?? "";

    /// <summary>UTC, milliseconds, <c>Z</c>.</summary>
    public static FhirDateTime Of(DateTimeOffset at) => new(WireTime.Format(at));

    public static bool TryParse(string text, out FhirDateTime value)
    {
        var isOne = Moments.IsDateTime(text);
        value = isOne ? new(text) : default;
        return isOne;
    }

    /// <summary>The instant; false where less than that is known.</summary>
    public bool TryGetInstant(out DateTimeOffset at) => Moments.TryGetInstant(Text, out at);

    public override string ToString() => "[date]";
}
