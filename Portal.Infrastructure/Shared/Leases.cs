using Microsoft.EntityFrameworkCore;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Dialects;
using Portal.Infrastructure.Shared.Outbox;

namespace Portal.Infrastructure.Shared;

/// <summary>
/// Named rights that one node at a time has. A holder that stalls past its time may believe for a while that it still leads; hence a leader's write
/// calls <see cref="Holds"/> in its own transaction, and rolls back where the answer is no. The time of a lease is the database's, so that no
/// node's wrong clock takes anything from anybody.
/// </summary>
internal sealed class Leases(IDbContextFactory<PortalDbContext> contexts, ISqlDialect dialect)
{
    /// <summary>This process: a restarted one is somebody else.</summary>
    private readonly Guid owner = Guid.CreateVersion7();

    /// <summary>Takes or renews it for so long from now on; null while another node has it.</summary>
    public async Task<Lease?> Take(string name, TimeSpan duration, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var fence = await dialect.TakeLease(context.Database, name, owner, duration, cancel);
        return fence is { } held ? new Lease(name, owner, held) : null;
    }

    /// <summary>True where nobody took it over, and then nobody does until the caller's transaction ends.</summary>
    public Task<bool> Holds(PortalDbContext context, Lease lease, CancellationToken cancel) =>
        dialect.HoldLease(context.Database, lease.Name, lease.Owner, lease.Fence, cancel);

    /// <summary>Lets another node have it at once. The fence stays, so that what is left of this holder's work is still known as old.</summary>
    public async Task Release(Lease lease, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        await context.Set<LeaseRow>()
            .Where(row => row.Name == lease.Name && row.Owner == lease.Owner && row.Fence == lease.Fence)
            .ExecuteUpdateAsync(row => row.SetProperty(held => held.Until, DateTimeOffset.UnixEpoch), cancel);
    }
}

/// <summary>A lease as it was taken; <paramref name="Fence"/> grows with each change of owner, and never otherwise.</summary>
internal sealed record Lease(string Name, Guid Owner, long Fence);

/// <summary>Another node took the lease over; nothing of the transaction stands.</summary>
internal sealed class LeaseLostException(string name) : Exception($"The lease {name} is another node's now.");
