using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Identity;

/// <summary>
/// A change of somebody's access: the change, its audit row and the bump of the access version commit together or not at all, and this node hears of it
/// after the commit.
/// </summary>
internal sealed class AccessTransaction(IDbContextFactory<PortalDbContext> contexts, AuditWriter audit, AccessChanges changes)
{
    /// <summary><paramref name="change"/> answers null when it is made, or a refusal: then nothing is.</summary>
    public Task<Refusal?> Run(AuditEntry entry, Func<PortalDbContext, Task<Refusal?>> change, CancellationToken cancel) => Run((context, told) => Say(entry, change, context, told), holdsVersion: false, cancel);

    /// <summary>An act of several parts: each that is made adds what the audit is to say of it.</summary>
    public Task<Refusal?> Run(Func<PortalDbContext, ICollection<AuditEntry>, Task<Refusal?>> change, CancellationToken cancel) => Run(change, holdsVersion: false, cancel);

    /// <summary>
    /// For a change of rows that others change while they hold the access version (sessions, accounts): it is held first here as well, since two who lock
    /// in different orders would wait for each other.
    /// </summary>
    public Task<Refusal?> RunHeld(AuditEntry entry, Func<PortalDbContext, Task<Refusal?>> change, CancellationToken cancel) => Run((context, told) => Say(entry, change, context, told), holdsVersion: true, cancel);

    private static Task<Refusal?> Say(AuditEntry entry, Func<PortalDbContext, Task<Refusal?>> change, PortalDbContext context, ICollection<AuditEntry> told)
    {
        told.Add(entry);
        return change(context);
    }

    private async Task<Refusal?> Run(Func<PortalDbContext, ICollection<AuditEntry>, Task<Refusal?>> change, bool holdsVersion, CancellationToken cancel)
    {
        var told = new List<AuditEntry>();
        var stamp = await audit.Stamp(cancel);
        await using (var context = await contexts.CreateDbContextAsync(cancel))
        await using (var transaction = await context.Database.BeginTransactionAsync(cancel))
        {
            if (holdsVersion) await changes.Bump(context, cancel);
            if (await change(context, told) is { } refusal) return refusal;
            context.AddRange(told.Select(entry => stamp.Row(entry)));
            await context.SaveChangesAsync(cancel);

            // Last, since everybody's changes of access queue for this one row.
            if (!holdsVersion) await changes.Bump(context, cancel);
            await transaction.CommitAsync(cancel);
        }

        changes.Announce();
        return null;
    }
}
