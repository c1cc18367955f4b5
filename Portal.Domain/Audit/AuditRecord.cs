using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Portal.Domain.Identity;
using Portal.Domain.Shared;

namespace Portal.Domain.Audit;

/// <summary>
/// One stored audit event, and its canonical bytes: a version byte, then every field in the order below, each as a big-endian 32-bit
/// length and that many bytes (length -1 for an absent one): ids as 16 bytes in network order, numbers and codes as 64-bit big-endian, the time
/// as ticks of 100 ns since 0001-01-01 UTC, text as UTF-8. Two different records never have the same bytes.
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
    string? Address,
    BreakGlassId? BreakGlass)
{
    private const byte Version = 2;

    /// <summary>Throws on an unpaired surrogate, which would else have the bytes of U+FFFD and so of another record.</summary>
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The time is kept in whole milliseconds, so that it is the same after any store.</summary>
    public static AuditRecord Of(AuditEntry entry, AuditEventId id, DateTimeOffset at) => new(
        id,
        at.ToMilliseconds(),
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
        entry.Actor.Address,
        entry.BreakGlass);

    /// <summary>What the MAC and the chain are made over.</summary>
    /// <exception cref="EncoderFallbackException">A text holds half a surrogate pair: such a record cannot be written.</exception>
    public byte[] ToCanonicalBytes()
    {
        using var buffer = new MemoryStream(256);
        buffer.WriteByte(Version);
        Write(buffer, Id.Value);
        Write(buffer, At.UtcTicks);
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
        Write(buffer, Code is null ? null : Utf8.GetBytes(Code));
        Write(buffer, Integration?.Value);
        Write(buffer, Session?.Value);
        Write(buffer, Address is null ? null : Utf8.GetBytes(Address));
        Write(buffer, BreakGlass?.Value);
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
