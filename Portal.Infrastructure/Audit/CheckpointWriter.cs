using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Portal.Domain.Audit;
using Portal.Domain.Shared;
using Portal.Infrastructure.Shared;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Outbox;

namespace Portal.Infrastructure.Audit;

/// <summary>
/// Signs the head of the chain when it moved: first into the database, then into the leader's file, then into the log. A new leader's file is given what
/// it lacks, so that each line of a file has its row, and the newest line is never older than the leader's last turn.
/// </summary>
internal sealed partial class CheckpointWriter(
    IDbContextFactory<PortalDbContext> contexts,
    Leases leases,
    CheckpointKey key,
    CheckpointFile file,
    IOptions<AuditOptions> options,
    TimeProvider clock,
    ILogger<CheckpointWriter> logger)
{
    private const int CopiedAtOnce = 1_000;
    private DateTimeOffset? last;

    /// <summary>At most once in <see cref="AuditOptions.CheckpointEvery"/>, whether it succeeds or not.</summary>
    public async Task WriteWhenDue(Lease lease, CancellationToken cancel)
    {
        var now = clock.Now();
        if (last is { } at && now - at < options.Value.CheckpointEvery) return;
        last = now;
        await Write(lease, now, cancel);
    }

    /// <summary>Now, where the head moved.</summary>
    /// <exception cref="LeaseLostException">Another node leads.</exception>
    public async Task Write(Lease lease, DateTimeOffset now, CancellationToken cancel)
    {
        using var pair = await key.Load(cancel);
        await using var context = await contexts.CreateDbContextAsync(cancel);
        await using (var transaction = await context.Database.BeginTransactionAsync(cancel))
        {
            if (!await leases.Holds(context, lease, cancel)) throw new LeaseLostException(lease.Name);
            var head = await context.Set<AuditLinkRow>().AsNoTracking().OrderByDescending(link => link.Position).FirstOrDefaultAsync(cancel);
            if (head is not null && head.Position > await Newest(context, cancel))
            {
                var checkpoint = new AuditCheckpoint(head.Position, now, head.Hash);
                context.Add(new AuditCheckpointRow { Position = head.Position, At = now, Hash = head.Hash, Signature = CheckpointKey.Sign(pair, checkpoint) });
                context.Add(new OutboxEventRow { Id = Guid.CreateVersion7(now), At = now, Kind = (short)OutboxKind.AuditCheckpoint, Sequence = head.Position, ActorId = PersonId.System.Value });
                await context.SaveChangesAsync(cancel);
                await transaction.CommitAsync(cancel);
                LogWritten(logger, head.Position, Convert.ToHexStringLower(head.Hash));
            }
        }

        await CopyOut(context, cancel);
    }

    private async Task CopyOut(PortalDbContext context, CancellationToken cancel)
    {
        var outside = file.LastPosition();
        if (outside > await Newest(context, cancel)) LogAhead(logger, outside);
        while (true)
        {
            var rows = await context.Set<AuditCheckpointRow>().AsNoTracking()
                .Where(row => row.Position > outside).OrderBy(row => row.Position).Take(CopiedAtOnce).ToListAsync(cancel);
            if (rows.Count == 0) return;
            await file.Append(rows.Select(row => row.ToSigned()), cancel);
            outside = rows[^1].Position;
        }
    }

    private static async Task<long> Newest(PortalDbContext context, CancellationToken cancel) =>
        await context.Set<AuditCheckpointRow>().MaxAsync(row => (long?)row.Position, cancel) ?? 0;

    [LoggerMessage(Level = LogLevel.Information, Message = "Audit checkpoint: position {Position}, hash {Hash}")]
    private static partial void LogWritten(ILogger logger, long position, string hash);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The checkpoint file goes to position {Position} of the audit chain, and the database does not: its audit was cut or is an old copy.")]
    private static partial void LogAhead(ILogger logger, long position);
}
