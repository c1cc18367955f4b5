using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Portal.Domain.Audit;

/// <summary>
/// The hash chain over the audit events. A link's hash is SHA-256 over: the previous link's hash (32 bytes, zeros before the first),
/// the position (64-bit big-endian, from 1), the event's canonical bytes' SHA-256 and the event's MAC. Changing, removing, inserting or
/// swapping an event breaks the first link at or after it; cutting the tail is seen against a signed checkpoint kept elsewhere.
/// </summary>
public static class AuditChain
{
    public static readonly byte[] Genesis = new byte[SHA256.HashSizeInBytes];

    /// <summary>32 bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The previous hash or the MAC has not exactly 32 bytes: their border would be free to move.</exception>
    public static byte[] Link(ReadOnlySpan<byte> previous, long position, ReadOnlySpan<byte> canonical, ReadOnlySpan<byte> mac)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(previous.Length, SHA256.HashSizeInBytes, nameof(previous));
        ArgumentOutOfRangeException.ThrowIfNotEqual(mac.Length, HMACSHA256.HashSizeInBytes, nameof(mac));
        Span<byte> number = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(number, position);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(previous);
        hash.AppendData(number);
        hash.AppendData(SHA256.HashData(canonical));
        hash.AppendData(mac);
        return hash.GetHashAndReset();
    }
}
