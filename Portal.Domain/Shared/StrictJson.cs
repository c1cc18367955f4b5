using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace Portal.Domain.Shared;

/// <summary>
/// Reading what a stranger signed or sent, where two readers must never understand two things: UTF-8 to the letter, one JSON object, no member
/// twice at any depth, nothing behind it, no unpaired surrogates; base64url (RFC 4648 section 5) in its one canonical form.
/// </summary>
internal static class StrictJson
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    /// <summary>False for anything but exactly one JSON object.</summary>
    public static bool TryReadObject(ReadOnlySpan<byte> utf8, out JsonElement found)
    {
        found = default;
        try
        {
            using var document = JsonDocument.Parse(Utf8.GetString(utf8), Options);
            if (document.RootElement.ValueKind != JsonValueKind.Object) return false;
            ReadAll(document.RootElement);
            found = document.RootElement.Clone();
            return true;
        }
        catch (Exception problem) when (problem is JsonException or DecoderFallbackException or InvalidOperationException)
        {
            return false; // InvalidOperationException is how an escaped half of a surrogate pair is reported
        }
    }

    /// <summary>False unless the text is the one base64url form of some bytes: no padding, no white space, no stray trailing bits.</summary>
    public static bool TryReadBase64Url(string text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        try
        {
            var read = Base64Url.DecodeFromChars(text);
            if (!string.Equals(Base64Url.EncodeToString(read), text, StringComparison.Ordinal)) return false;
            bytes = read;
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>The member's text; false where it is absent or no string.</summary>
    public static bool TryGetText(this JsonElement found, string member, [NotNullWhen(true)] out string? text)
    {
        text = found.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        return text is not null;
    }

    /// <summary>Unescapes every name and text once: a half of a surrogate pair throws here and not at whoever asks for it later.</summary>
    private static void ReadAll(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    _ = member.Name;
                    ReadAll(member.Value);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray()) ReadAll(item);
                break;
            case JsonValueKind.String:
                _ = value.GetString();
                break;
        }
    }
}
