using System.Security.Cryptography;

namespace Portal.Infrastructure.Shared.Keys;

/// <summary>
/// AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce. Layout: one version byte (1), nonce (12), tag (16), ciphertext. The associated data is
/// never stored: whoever opens says where it belongs, so that a ciphertext moved elsewhere does not open.
/// </summary>
internal static class Sealed
{
    public const int KeySize = 32;
    private const byte Version = 1;
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private const int Overhead = 1 + NonceSize + TagSize;

    public static byte[] Seal(ReadOnlySpan<byte> key, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> context)
    {
        var result = new byte[Overhead + plain.Length];
        result[0] = Version;
        var nonce = result.AsSpan(1, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var gcm = new AesGcm(key, TagSize);
        gcm.Encrypt(nonce, plain, result.AsSpan(Overhead), result.AsSpan(1 + NonceSize, TagSize), context);
        return result;
    }

    /// <summary>The plain bytes.</summary>
    /// <exception cref="CryptographicException">It was changed, moved, or sealed under another key.</exception>
    public static byte[] Open(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data, ReadOnlySpan<byte> context)
    {
        if (data.Length < Overhead || data[0] != Version) throw new CryptographicException("Not sealed data of a known version.");
        var plain = new byte[data.Length - Overhead];
        using var gcm = new AesGcm(key, TagSize);
        gcm.Decrypt(data.Slice(1, NonceSize), data[Overhead..], data.Slice(1 + NonceSize, TagSize), plain, context);
        return plain;
    }
}
