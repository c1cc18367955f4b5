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
    private const int IdSize = 16;

    /// <summary>The version, the lengths of seventeen fields, nine ids and six numbers.</summary>
    private const int FixedSize = 1 + (17 * sizeof(int)) + (9 * IdSize) + (6 * sizeof(long));

    private const int OnStack = 1024;

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
        var most = FixedSize + Utf8.GetMaxByteCount(Code?.Length ?? 0) + Utf8.GetMaxByteCount(Address?.Length ?? 0);
        var writer = new Fields(most <= OnStack ? stackalloc byte[OnStack] : new byte[most]);
        writer.Add(Id.Value);
        writer.Add(At.UtcTicks);
        writer.Add(ActorId.Value);
        writer.Add((long)ActorKind);
        writer.Add((long)Roles);
        writer.Add((long)Action);
        writer.Add((long)Outcome);
        writer.Add(Patient?.Value);
        writer.Add(Conversation?.Value);
        writer.Add(CareTeam?.Value);
        writer.Add(Subject);
        writer.Add(Sequence);
        writer.Add(Code);
        writer.Add(Integration?.Value);
        writer.Add(Session?.Value);
        writer.Add(Address);
        writer.Add(BreakGlass?.Value);
        return writer.ToArray();
    }

    /// <summary>HMAC-SHA256 over <see cref="ToCanonicalBytes"/>: 32 bytes.</summary>
    public byte[] Mac(ReadOnlySpan<byte> key) => HMACSHA256.HashData(key, ToCanonicalBytes());

    /// <summary>Fields one behind the other in a buffer that holds all of them: a trail of millions is verified without garbage for each field.</summary>
    private ref struct Fields
    {
        private readonly Span<byte> buffer;
        private int length;

        public Fields(Span<byte> buffer)
        {
            this.buffer = buffer;
            buffer[0] = Version;
            length = 1;
        }

        public void Add(Guid? value)
        {
            if (value is not { } id)
            {
                Head(-1);
                return;
            }

            Head(IdSize);
            id.TryWriteBytes(buffer[length..], bigEndian: true, out _);
            length += IdSize;
        }

        public void Add(long? value)
        {
            if (value is not { } number)
            {
                Head(-1);
                return;
            }

            Head(sizeof(long));
            BinaryPrimitives.WriteInt64BigEndian(buffer[length..], number);
            length += sizeof(long);
        }

        public void Add(string? text)
        {
            if (text is null)
            {
                Head(-1);
                return;
            }

            var written = Utf8.GetBytes(text, buffer[(length + sizeof(int))..]);
            Head(written);
            length += written;
        }

        public readonly byte[] ToArray() => buffer[..length].ToArray();

        private void Head(int size)
        {
            BinaryPrimitives.WriteInt32BigEndian(buffer[length..], size);
            length += sizeof(int);
        }
    }
}
