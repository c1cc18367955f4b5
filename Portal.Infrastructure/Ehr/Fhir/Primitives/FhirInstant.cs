using System.Text.Json.Serialization;
using Portal.Domain.Shared;

namespace Portal.Infrastructure.Ehr.Fhir.Primitives;

/// <summary>An instant with its zone, to the second or finer; as it was written. It prints as nothing.</summary>
[JsonConverter(typeof(TextConverter<FhirInstant>))]
internal readonly record struct FhirInstant : IFhirText<FhirInstant>
{
    private readonly string? text;

    private FhirInstant(string text) => this.text = text;

    public string Text => text ?? "";

    /// <summary>UTC, milliseconds, <c>Z</c>.</summary>
    public static FhirInstant Of(DateTimeOffset at) => new(WireTime.Format(at));

    public static bool TryParse(string text, out FhirInstant value)
    {
        var isOne = Moments.IsInstant(text);
        value = isOne ? new(text) : default;
        return isOne;
    }

    /// <summary>False only for a leap second.</summary>
    public bool TryGetInstant(out DateTimeOffset at) => Moments.TryGetInstant(Text, out at);

    public override string ToString() => "[date]";
}
