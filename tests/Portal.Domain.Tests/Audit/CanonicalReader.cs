using System.Buffers.Binary;
using System.Text;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Shared;

namespace Portal.Domain.Tests.Audit;

/// <summary>
/// Reads canonical bytes back by the words of the documentation alone. Where every record comes back as it was, no two records share their bytes.
/// </summary>
internal ref struct CanonicalReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> rest = bytes;

    public static AuditRecord Read(ReadOnlySpan<byte> bytes)
    {
        Assert.Equal(2, bytes[0]);
        var reader = new CanonicalReader(bytes[1..]);
        var record = new AuditRecord(
            new AuditEventId(reader.Guid()!.Value),
            new DateTimeOffset(reader.Number()!.Value, TimeSpan.Zero),
            new PersonId(reader.Guid()!.Value),
            (ActorKind)reader.Number()!.Value,
            (StaffRoles)reader.Number()!.Value,
            (AuditAction)reader.Number()!.Value,
            (AuditOutcome)reader.Number()!.Value,
            reader.Guid() is { } patient ? new PersonId(patient) : null,
            reader.Guid() is { } conversation ? new ConversationId(conversation) : null,
            reader.Guid() is { } careTeam ? new CareTeamId(careTeam) : null,
            reader.Guid(),
            reader.Number(),
            reader.Text(),
            reader.Guid() is { } integration ? new IntegrationId(integration) : null,
            reader.Guid() is { } session ? new SessionId(session) : null,
            reader.Text(),
            reader.Guid() is { } grant ? new BreakGlassId(grant) : null);
        Assert.True(reader.rest.IsEmpty);
        return record;
    }

    private Guid? Guid() => TryTake(out var field) ? new Guid(field, bigEndian: true) : null;

    private long? Number() => TryTake(out var field) ? BinaryPrimitives.ReadInt64BigEndian(field) : null;

    private string? Text() => TryTake(out var field) ? Encoding.UTF8.GetString(field) : null;

    private bool TryTake(out ReadOnlySpan<byte> field)
    {
        var length = BinaryPrimitives.ReadInt32BigEndian(rest);
        field = length < 0 ? default : rest.Slice(4, length);
        rest = rest[(4 + field.Length)..];
        return length >= 0;
    }
}
