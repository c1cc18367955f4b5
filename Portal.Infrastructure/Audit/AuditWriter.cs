using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Shared;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Keys;

namespace Portal.Infrastructure.Audit;

/// <summary>
/// Makes the row of an audit event, with its MAC, for the transaction of the act itself: an act whose audit row cannot be written does not happen.
/// </summary>
internal sealed class AuditWriter(IDbContextFactory<PortalDbContext> contexts, KeyVault vault, BreakGlassRegister grants, TimeProvider clock)
{
    /// <summary>The audit's key and the grants that run, read before the transaction so that nothing but the database is waited for inside it.</summary>
    public async ValueTask<AuditStamp> Stamp(CancellationToken cancel) => new(await vault.Organisation(DataKeyKind.AuditMac, cancel), await grants.Running(cancel), clock);

    public async ValueTask<AuditEventRow> Row(AuditEntry entry, CancellationToken cancel) => (await Stamp(cancel)).Row(entry);

    /// <summary>In a transaction of its own: for refusals and views, which change nothing else.</summary>
    public async Task WriteAlone(AuditEntry entry, CancellationToken cancel)
    {
        var row = await Row(entry, cancel);
        await using var context = await contexts.CreateDbContextAsync(cancel);
        context.Add(row);
        await context.SaveChangesAsync(cancel);
    }
}

internal readonly struct AuditStamp(DataKey key, RunningBreakGlass grants, TimeProvider clock)
{
    /// <summary>The same, knowing of these grants as well.</summary>
    public AuditStamp With(IReadOnlyList<BreakGlassFor> read) => new(key, grants.With(read), clock);

    public AuditEventRow Row(AuditEntry entry) => Row(entry, clock.Now());

    public AuditEventRow Row(AuditEntry entry, DateTimeOffset at)
    {
        var record = AuditRecord.Of(entry with { BreakGlass = entry.BreakGlass ?? grants.For(entry.Actor, entry.Patient, at) }, Id.New<AuditEventId>(at), at);
        return new AuditEventRow
        {
            Id = record.Id.Value,
            At = record.At,
            ActorId = record.ActorId.Value,
            ActorKind = (short)record.ActorKind,
            Roles = (int)record.Roles,
            Action = (short)record.Action,
            Outcome = (short)record.Outcome,
            PatientId = record.Patient?.Value,
            ConversationId = record.Conversation?.Value,
            CareTeamId = record.CareTeam?.Value,
            SubjectId = record.Subject,
            Sequence = record.Sequence,
            Code = record.Code,
            IntegrationId = record.Integration?.Value,
            SessionId = record.Session?.Value,
            Address = record.Address,
            BreakGlassId = record.BreakGlass?.Value,
            Mac = key.Fingerprint(record.ToCanonicalBytes()),
        };
    }
}

/// <summary>From stored rows back to records.</summary>
internal static class AuditRows
{
    public static AuditRecord ToRecord(this AuditEventRow row) => new(
        new AuditEventId(row.Id),
        row.At.ToUniversalTime(),
        new PersonId(row.ActorId),
        (Domain.Identity.ActorKind)row.ActorKind,
        (Domain.Identity.StaffRoles)row.Roles,
        (AuditAction)row.Action,
        (AuditOutcome)row.Outcome,
        row.PatientId is { } patient ? new PersonId(patient) : null,
        row.ConversationId is { } conversation ? new ConversationId(conversation) : null,
        row.CareTeamId is { } careTeam ? new CareTeamId(careTeam) : null,
        row.SubjectId,
        row.Sequence,
        row.Code,
        row.IntegrationId is { } integration ? new IntegrationId(integration) : null,
        row.SessionId is { } session ? new SessionId(session) : null,
        row.Address,
        row.BreakGlassId is { } grant ? new BreakGlassId(grant) : null);

    public static SignedCheckpoint ToSigned(this AuditCheckpointRow row) => new(new AuditCheckpoint(row.Position, row.At.ToUniversalTime(), row.Hash), row.Signature);
}
