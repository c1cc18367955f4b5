using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Portal.Domain.Identity.SignIn;

/// <summary>
/// Time-based one-time codes as every authenticator app makes them (RFC 6238 over RFC 4226): HMAC-SHA1, steps of 30 seconds since the Unix epoch, six
/// digits. SHA-1 is what the apps agree on; as a keyed MAC it is not weakened by its collisions.
/// </summary>
public static class OneTimeCode
{
    public const int Digits = 6;

    /// <summary>160 bits, as RFC 4226 recommends.</summary>
    public const int SecretSize = 20;

    public static readonly TimeSpan Step = TimeSpan.FromSeconds(30);

    /// <summary>How many steps a phone's clock may be wrong in either direction.</summary>
    private const int Skew = 1;

    private const int Modulus = 1_000_000;

    public static long StepAt(DateTimeOffset at) => at.ToUnixTimeSeconds() / (long)Step.TotalSeconds;

    public static string At(ReadOnlySpan<byte> secret, long step) => Truncate(secret, step).ToString("D6", CultureInfo.InvariantCulture);

    /// <summary>
    /// The step that the code belongs to, null when it is of none that may count now. Only steps after <paramref name="last"/>, the one used last, may:
    /// so a code is good once. All candidates are compared, in constant time each.
    /// </summary>
    public static long? Match(ReadOnlySpan<byte> secret, string code, DateTimeOffset now, long last)
    {
        var given = Clean(code);
        if (given.Length != Digits || !given.All(char.IsAsciiDigit)) return null;
        long? found = null;
        var current = StepAt(now);
        for (var step = current - Skew; step <= current + Skew; step++)
        {
            var equal = CryptographicOperations.FixedTimeEquals(System.Text.Encoding.ASCII.GetBytes(At(secret, step)), System.Text.Encoding.ASCII.GetBytes(given));
            if (equal && step > last) found ??= step;
        }

        return found;
    }

    /// <summary>RFC 4648 base32 without padding: what a person types where a camera is missing.</summary>
    public static string Base32(ReadOnlySpan<byte> bytes)
    {
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        var text = new System.Text.StringBuilder();
        int buffer = 0, bits = 0;
        foreach (var value in bytes)
        {
            buffer = (buffer << 8) | value;
            for (bits += 8; bits >= 5; bits -= 5) text.Append(alphabet[(buffer >> (bits - 5)) & 31]);
            buffer &= (1 << bits) - 1;
        }

        if (bits > 0) text.Append(alphabet[(buffer << (5 - bits)) & 31]);
        return text.ToString();
    }

    /// <summary>The key URI that authenticator apps read from a QR code.</summary>
    public static string Uri(string issuer, string account, ReadOnlySpan<byte> secret) =>
        $"otpauth://totp/{System.Uri.EscapeDataString(issuer)}:{System.Uri.EscapeDataString(account)}?secret={Base32(secret)}&issuer={System.Uri.EscapeDataString(issuer)}&algorithm=SHA1&digits=6&period=30";

    /// <summary>People type the space that apps show in the middle.</summary>
    private static string Clean(string code) => code.Replace(" ", "", StringComparison.Ordinal);

    private static int Truncate(ReadOnlySpan<byte> secret, long step)
    {
        Span<byte> counter = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> mac = stackalloc byte[HMACSHA1.HashSizeInBytes];
#pragma warning disable CA5350 // the algorithm of RFC 6238 that authenticator apps implement
        HMACSHA1.HashData(secret, counter, mac);
#pragma warning restore CA5350
        var offset = mac[^1] & 0xF;
        return (BinaryPrimitives.ReadInt32BigEndian(mac[offset..]) & int.MaxValue) % Modulus;
    }
}
