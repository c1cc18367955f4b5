using System.Security.Cryptography;
using System.Text;

namespace Portal.Infrastructure.Shared.Keys;

/// <summary>
/// One data key, unwrapped, and what is derived from it by HKDF-SHA256 (RFC 5869): a key for content, one for fingerprints, one for blind-index
/// tokens and one for keys that are handed out. It lives in memory only and prints as nothing.
/// </summary>
internal sealed class DataKey(ReadOnlySpan<byte> key)
{
    private readonly byte[] content = Derive(key, "content");
    private readonly byte[] fingerprint = Derive(key, "fingerprint");
    private readonly byte[] index = Derive(key, "index");
    private readonly byte[] secrets = Derive(key, "secrets");

    public byte[] Seal(ReadOnlySpan<byte> plain, ReadOnlySpan<byte> context) => Sealed.Seal(content, plain, context);

    public byte[] Seal(string plain, ReadOnlySpan<byte> context) => Sealed.Seal(content, Encoding.UTF8.GetBytes(plain), context);

    public byte[] Open(ReadOnlySpan<byte> data, ReadOnlySpan<byte> context) => Sealed.Open(content, data, context);

    public string OpenText(ReadOnlySpan<byte> data, ReadOnlySpan<byte> context) => Encoding.UTF8.GetString(Sealed.Open(content, data, context));

    /// <summary>HMAC-SHA256, for asking whether two bodies are the same without storing a hash that could be guessed.</summary>
    public byte[] Fingerprint(ReadOnlySpan<byte> data) => HMACSHA256.HashData(fingerprint, data);

    /// <summary>HMAC-SHA256 for blind indexes; truncated by whoever stores it.</summary>
    public byte[] Token(ReadOnlySpan<byte> data) => HMACSHA256.HashData(index, data);

    /// <summary>32 bytes that are the same each time for that context and for no other: a key to hand out.</summary>
    public byte[] Secret(ReadOnlySpan<byte> context) => Expand(secrets, context);

    private static byte[] Derive(ReadOnlySpan<byte> key, string purpose) => Expand(key, Encoding.ASCII.GetBytes("portal/" + purpose));

    private static byte[] Expand(ReadOnlySpan<byte> key, ReadOnlySpan<byte> info)
    {
        var derived = new byte[Sealed.KeySize];
        HKDF.Expand(HashAlgorithmName.SHA256, key, derived, info);
        return derived;
    }
}
