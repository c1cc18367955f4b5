using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Portal.Domain.Identity;
using Portal.Domain.Shared;

namespace Portal.Domain.Audit;

/// <summary>
/// One stored audit event, and its canonical bytes: a version byte, then every field in the order below, each as a big-endian 32-bit
/// length and that many bytes (length -1 for an absent one). Two different records never have the same bytes.
/// </summary>
public sealed record AuditRecord(
    AuditEventId Id,
    DateTimeOffset At,
    PersonId ActorId,
    ActorKind ActorKind,
    StaffRoles Roles,
    AuditAction Action,
    AuditOutcome Outcome,
    PersonId? Patient,
    ConversationId? Conversation,
    CareTeamId? CareTeam,
    Guid? Subject,
    long? Sequence,
    string? Code,
    IntegrationId? Integration,
    SessionId? Session,
    string? Address)
{
    private const byte Version = 1;

    public static AuditRecord Of(AuditEntry entry, AuditEventId id, DateTimeOffset at) => new(
        id,
        at,
        entry.Actor.PersonId,
        entry.Actor.Kind,
        entry.Actor.Roles,
        entry.Action,
        entry.Outcome,
        entry.Patient,
        entry.Conversation,
        entry.CareTeam,
        entry.Subject,
        entry.Sequence?.Value,
        entry.Code,
        entry.Actor.Integration,
        entry.Actor.Session,
        entry.Actor.Address);

    public byte[] ToCanonicalBytes()
    {
        using var buffer = new MemoryStream(256);
        buffer.WriteByte(Version);
        Write(buffer, Id.Value);
        Write(buffer, At.ToUnixTimeMilliseconds());
        Write(buffer, ActorId.Value);
        Write(buffer, (long)ActorKind);
        Write(buffer, (long)Roles);
        Write(buffer, (long)Action);
        Write(buffer, (long)Outcome);
        Write(buffer, Patient?.Value);
        Write(buffer, Conversation?.Value);
        Write(buffer, CareTeam?.Value);
        Write(buffer, Subject);
        Write(buffer, Sequence);
        Write(buffer, Code is null ? null : Encoding.UTF8.GetBytes(Code));
        Write(buffer, Integration?.Value);
        Write(buffer, Session?.Value);
        Write(buffer, Address is null ? null : Encoding.UTF8.GetBytes(Address));
        return buffer.ToArray();
    }

    /// <summary>HMAC-SHA256 over <see cref="ToCanonicalBytes"/>: 32 bytes.</summary>
    public byte[] Mac(ReadOnlySpan<byte> key) => HMACSHA256.HashData(key, ToCanonicalBytes());

    private static void Write(Stream buffer, Guid? value) => Write(buffer, value?.ToByteArray(bigEndian: true));

    private static void Write(Stream buffer, long? value)
    {
        if (value is not { } number)
        {
            Write(buffer, (byte[]?)null);
            return;
        }

        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        Write(buffer, bytes);
    }

    private static void Write(Stream buffer, byte[]? value)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, value?.Length ?? -1);
        buffer.Write(length);
        if (value is not null) buffer.Write(value);
    }
}
