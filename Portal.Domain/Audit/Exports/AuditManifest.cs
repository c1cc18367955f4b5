using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Portal.Domain.Shared;

namespace Portal.Domain.Audit.Exports;

/// <summary>What one export held, and the hash of its bytes.</summary>
/// <param name="Id">The export.</param>
/// <param name="Person">Who took it away.</param>
/// <param name="Format">Which kind of file.</param>
/// <param name="Query">What was asked for, as JSON.</param>
/// <param name="UpTo">The newest event when it was asked for.</param>
/// <param name="RequestedAt">Whole milliseconds.</param>
/// <param name="EndedAt">Whole milliseconds.</param>
/// <param name="Records">Lines of the trail in it.</param>
/// <param name="Bytes">Of the file.</param>
/// <param name="Sha256">Of all bytes of the file.</param>
public sealed record AuditManifest(
    AuditExportId Id,
    PersonId Person,
    AuditExportFormat Format,
    string Query,
    AuditEventId UpTo,
    DateTimeOffset RequestedAt,
    DateTimeOffset EndedAt,
    long Records,
    long Bytes,
    byte[] Sha256)
{
    /// <summary>ECDSA P-256 over SHA-256 of <see cref="ToSignedBytes"/>, IEEE P1363 form, by the key of the checkpoints.</summary>
    public byte[] Signature { get; init; } = [];

    /// <summary>Fingerprint of the key: SHA-256 of its SubjectPublicKeyInfo, lower-case hex.</summary>
    public string KeyFingerprint { get; init; } = "";

    /// <summary>
    /// The words <c>portal-audit-export</c>, a version byte (1), then: export, person and newest event (16 bytes each, network order), format, both times in
    /// Unix milliseconds, records and bytes (64-bit big-endian each), SHA-256 of the question's UTF-8, SHA-256 of the file.
    /// </summary>
    public byte[] ToSignedBytes()
    {
        using var bytes = new MemoryStream(256);
        bytes.Write("portal-audit-export\u0001"u8);
        foreach (var id in (Guid[])[Id.Value, Person.Value, UpTo.Value]) bytes.Write(id.ToByteArray(bigEndian: true));
        Span<byte> number = stackalloc byte[sizeof(long)];
        foreach (var value in (long[])[(long)Format, RequestedAt.ToUnixTimeMilliseconds(), EndedAt.ToUnixTimeMilliseconds(), Records, Bytes])
        {
            BinaryPrimitives.WriteInt64BigEndian(number, value);
            bytes.Write(number);
        }

        bytes.Write(SHA256.HashData(Encoding.UTF8.GetBytes(Query)));
        bytes.Write(Sha256);
        return bytes.ToArray();
    }
}
