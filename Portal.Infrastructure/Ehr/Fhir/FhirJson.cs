using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;
using Portal.Infrastructure.Ehr.Fhir.Reading;
using Portal.Infrastructure.Ehr.Fhir.Resources;

namespace Portal.Infrastructure.Ehr.Fhir;

/// <summary>
/// FHIR R4 JSON (hl7.org/fhir/R4/json.html). What is read and written back is the same JSON value: unknown elements, extensions of primitives, dates and
/// decimals as they were written.
/// </summary>
internal static class FhirJson
{
    public const int MaxDepth = 64;

    private static readonly JsonDocumentOptions ReadOptions = new() { MaxDepth = MaxDepth };

    /// <summary>Characters are escaped only where JSON needs it: what is written goes to servers, never into a page.</summary>
    private static readonly JsonWriterOptions WriteOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = MaxDepth };

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>False, with the first rule that is not kept, for anything but one well-formed resource of the type; <see cref="Resource"/> takes every type.</summary>
    public static bool TryRead<T>(ReadOnlyMemory<byte> utf8, [NotNullWhen(true)] out T? resource, [NotNullWhen(false)] out FhirDefect? defect) where T : Resource
    {
        resource = null;
        try
        {
            using var document = JsonDocument.Parse(WithoutMark(utf8), ReadOptions);
            defect = FhirCheck.Of(document.RootElement, typeof(T));
            if (defect is not null) return false;
            resource = (T)ResourceTypes.Read(document.RootElement);
            return true;
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            // InvalidOperationException is how bytes that are no UTF-8, or half of a surrogate pair, are reported when a string is read.
            defect = new FhirDefect(ResourceTypes.NameOf(typeof(T)), FhirRule.NotJson);
            return false;
        }
    }

    /// <summary>Without the byte order mark that some servers begin with.</summary>
    public static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> utf8) => utf8.Span.StartsWith(ByteOrderMark) ? utf8[ByteOrderMark.Length..] : utf8;

    /// <summary>
    /// The same bytes each time for the same resource, without line breaks. What is empty (null, lists, objects, strings) is left out, control characters
    /// are taken out of texts.
    /// </summary>
    /// <exception cref="InvalidOperationException">The resource lacks what it must have: a bug of whoever made it.</exception>
    public static byte[] Write(Resource resource)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(buffer, WriteOptions))
            Tidy.Write(writer, ResourceTypes.ToJson(resource));
        var bytes = buffer.WrittenSpan.ToArray();
        using var document = JsonDocument.Parse(bytes, ReadOptions);
        return FhirCheck.Of(document.RootElement, typeof(Resource)) is { } defect ? throw new InvalidOperationException($"No valid FHIR resource: {defect}.") : bytes;
    }
}
