using System.Buffers.Binary;

namespace Portal.Infrastructure.Shared;

/// <summary>The time inside a UUIDv7 (RFC 9562, 5.7): its first 48 bits are Unix milliseconds, so that ids in byte order are in the order of time.</summary>
internal static class Uuid7
{
    private const int Size = 16;

    /// <summary>No id of that millisecond or a later one is smaller.</summary>
    public static Guid Floor(DateTimeOffset at)
    {
        Span<byte> bytes = stackalloc byte[Size];
        bytes.Clear();
        BinaryPrimitives.WriteInt64BigEndian(bytes, at.ToUnixTimeMilliseconds() << 16);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>When the id says it was made.</summary>
    public static DateTimeOffset Instant(Guid id)
    {
        Span<byte> bytes = stackalloc byte[Size];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(bytes) >>> 16);
    }
}
