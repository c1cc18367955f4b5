using System.Buffers.Binary;

namespace Portal.Domain.Audit;

/// <summary>
/// The head of the chain as it stood at a time. Signed (ECDSA P-256 over SHA-256, IEEE P1363 form) and kept outside the database as well, it shows that the
/// tail was cut, or that the whole chain was computed anew.
/// </summary>
/// <param name="Position">The last link's position.</param>
/// <param name="At">When it was signed; whole milliseconds.</param>
/// <param name="Hash">The last link's hash, 32 bytes.</param>
public sealed record AuditCheckpoint(long Position, DateTimeOffset At, byte[] Hash)
{
    /// <summary>What is signed: the words <c>portal-audit-checkpoint</c>, a version byte (1), position and Unix milliseconds as 64-bit big-endian, the hash.</summary>
    public byte[] ToSignedBytes()
    {
        var purpose = "portal-audit-checkpoint\u0001"u8;
        var bytes = new byte[purpose.Length + (2 * sizeof(long)) + Hash.Length];
        purpose.CopyTo(bytes);
        var rest = bytes.AsSpan(purpose.Length);
        BinaryPrimitives.WriteInt64BigEndian(rest, Position);
        BinaryPrimitives.WriteInt64BigEndian(rest[sizeof(long)..], At.ToUnixTimeMilliseconds());
        Hash.CopyTo(rest[(2 * sizeof(long))..]);
        return bytes;
    }
}
