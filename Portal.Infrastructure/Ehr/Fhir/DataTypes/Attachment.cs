using System.Security.Cryptography;
using Portal.Infrastructure.Ehr.Fhir.Primitives;

namespace Portal.Infrastructure.Ehr.Fhir.DataTypes;

/// <summary>A file: its bytes here, or where they are.</summary>
internal sealed record Attachment : Element
{
    [Format(FhirFormat.Code)]
    public string? ContentType { get; init; }

    [Format(FhirFormat.Code)]
    public string? Language { get; init; }

    /// <summary>Base64 without line breaks.</summary>
    [Format(FhirFormat.Base64)]
    public string? Data { get; init; }

    [Format(FhirFormat.Uri)]
    public string? Url { get; init; }

    /// <summary>In bytes, before base64.</summary>
    [Format(FhirFormat.UnsignedInt)]
    public int? Size { get; init; }

    /// <summary>SHA-1 of the bytes, base64.</summary>
    [Format(FhirFormat.Base64)]
    public string? Hash { get; init; }

    public string? Title { get; init; }

    public FhirDateTime? Creation { get; init; }

    /// <summary>The bytes with their size and hash.</summary>
    public static Attachment Of(ReadOnlySpan<byte> bytes, string contentType) => new()
    {
        ContentType = contentType,
        Data = Convert.ToBase64String(bytes),
        Size = bytes.Length,
        Hash = Convert.ToBase64String(Sha1(bytes)),
    };

    /// <summary>R4 defines the hash as SHA-1. It tells whether a file arrived whole; nothing is trusted for it.</summary>
#pragma warning disable CA5350
    private static byte[] Sha1(ReadOnlySpan<byte> bytes) => SHA1.HashData(bytes);
#pragma warning restore CA5350
}
