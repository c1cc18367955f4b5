using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Audit.Proof;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Dialects;

namespace Portal.Infrastructure.Audit.Proof;

/// <summary>The chain in its order, a batch at a time: each link with its event, or with null where the event is gone.</summary>
internal sealed class ChainReader(IDbContextFactory<PortalDbContext> contexts, ISqlDialect dialect)
{
    private const int BatchSize = 2_000;

    /// <summary>The next batch is read while the caller works on the one before.</summary>
    public async IAsyncEnumerable<(AuditLinkRow Link, AuditEventRow? Row)> Links(AuditRange range, [EnumeratorCancellation] CancellationToken cancel)
    {
        var last = range.To ?? long.MaxValue;
        var coming = Batch(range.From ?? 1, last, cancel);
        try
        {
            while (await coming is { Count: > 0 } batch)
            {
                coming = batch.Count < BatchSize ? Task.FromResult<List<(AuditLinkRow, AuditEventRow?)>>([]) : Batch(batch[^1].Link.Position + 1, last, cancel);
                foreach (var pair in batch) yield return pair;
            }
        }
        finally
        {
            // Of a caller who stopped early; what it threw, nobody waits for.
            await ((Task)coming).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>The last position; zero of an empty chain.</summary>
    public async Task<long> Head(CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        return await context.Set<AuditLinkRow>().MaxAsync(link => (long?)link.Position, cancel) ?? 0;
    }

    /// <summary>The hash before that position; null where the link before it is gone.</summary>
    public async Task<byte[]?> HashBefore(long position, CancellationToken cancel)
    {
        if (position == 1) return AuditChain.Genesis;
        await using var context = await contexts.CreateDbContextAsync(cancel);
        return await context.Set<AuditLinkRow>().Where(link => link.Position == position - 1).Select(link => link.Hash).SingleOrDefaultAsync(cancel);
    }

    /// <summary>By a bare reader: what makes a row for a context to know takes longer than the hashes that are made of it.</summary>
    private async Task<List<(AuditLinkRow Link, AuditEventRow? Row)>> Batch(long from, long last, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        await context.Database.OpenConnectionAsync(cancel);
        await using var command = dialect.ReadChain(context.Database.GetDbConnection(), from, last, BatchSize);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var batch = new List<(AuditLinkRow, AuditEventRow?)>(BatchSize);
        while (await reader.ReadAsync(cancel)) batch.Add((Link(reader), Event(reader)));
        return batch;
    }

    private static AuditLinkRow Link(DbDataReader reader) => new() { Position = reader.GetInt64(0), AuditEventId = reader.GetGuid(1), Hash = reader.GetFieldValue<byte[]>(2) };

    private static AuditEventRow? Event(DbDataReader reader) => reader.IsDBNull(3) ? null : new AuditEventRow
    {
        Id = reader.GetGuid(3),
        At = reader.GetFieldValue<DateTimeOffset>(4),
        ActorId = reader.GetGuid(5),
        ActorKind = reader.GetInt16(6),
        Roles = reader.GetInt32(7),
        Action = reader.GetInt16(8),
        Outcome = reader.GetInt16(9),
        PatientId = Maybe(reader, 10),
        ConversationId = Maybe(reader, 11),
        CareTeamId = Maybe(reader, 12),
        SubjectId = Maybe(reader, 13),
        Sequence = reader.IsDBNull(14) ? null : reader.GetInt64(14),
        Code = reader.IsDBNull(15) ? null : reader.GetString(15),
        IntegrationId = Maybe(reader, 16),
        SessionId = Maybe(reader, 17),
        Address = reader.IsDBNull(18) ? null : reader.GetString(18),
        BreakGlassId = Maybe(reader, 19),
        Mac = reader.GetFieldValue<byte[]>(20),
    };

    private static Guid? Maybe(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetGuid(column);
}
