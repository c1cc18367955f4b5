using Microsoft.EntityFrameworkCore;
using Portal.Domain.Shared;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Outbox;

namespace Portal.Infrastructure.Shared;

/// <summary>A right that this process holds until a time; <paramref name="Fence"/> is larger than that of every holder before.</summary>
internal sealed record Lease(string Name, long Fence, DateTimeOffset Until);

/// <summary>
/// Named rights that one process at a time has. Clocks of nodes may differ and a holder may be paused past its end, so the end of a lease only says when
/// others may try: whoever writes under a lease calls <see cref="Confirm"/> in the same transaction, and then nobody else has taken over before its commit.
/// </summary>
internal sealed class Leases(IDbContextFactory<PortalDbContext> contexts, TimeProvider clock)
{
    private readonly Guid owner = Guid.CreateVersion7();

    /// <summary>Takes a free lease, or makes the own one longer (same fence); null while somebody else has it.</summary>
    public async Task<Lease?> Take(string name, TimeSpan length, CancellationToken cancel)
    {
        var now = clock.Now();
        var until = now + length;
        await using var context = await contexts.CreateDbContextAsync(cancel);

        // One statement: of two that try at once, the second finds the row taken.
        var taken = await context.Set<LeaseRow>().Where(row => row.Name == name && (row.Owner == owner || row.Until <= now)).ExecuteUpdateAsync(
            set => set
                .SetProperty(row => row.Fence, row => row.Owner == owner && row.Until > now ? row.Fence : row.Fence + 1)
                .SetProperty(row => row.Owner, owner)
                .SetProperty(row => row.Until, until),
            cancel);
        if (taken == 0) return await TakeFirst(context, name, until, cancel);
        var fence = await context.Set<LeaseRow>().Where(row => row.Name == name && row.Owner == owner).Select(row => (long?)row.Fence).SingleOrDefaultAsync(cancel);
        return fence is { } number ? new Lease(name, number, until) : null;
    }

    /// <summary>For others to take at once; nothing where it is no longer this holder's.</summary>
    public async Task Release(Lease lease, CancellationToken cancel)
    {
        var now = clock.Now();
        await using var context = await contexts.CreateDbContextAsync(cancel);
        await Held(context, lease).ExecuteUpdateAsync(set => set.SetProperty(row => row.Until, now), cancel);
    }

    /// <summary>
    /// Inside the holder's transaction, before it writes: false when another has taken over. True locks the lease's row until the transaction ends, so that
    /// nobody can take over before that.
    /// </summary>
    public async Task<bool> Confirm(PortalDbContext context, Lease lease, CancellationToken cancel) =>
        await Held(context, lease).ExecuteUpdateAsync(set => set.SetProperty(row => row.Fence, row => row.Fence), cancel) == 1;

    private IQueryable<LeaseRow> Held(PortalDbContext context, Lease lease) =>
        context.Set<LeaseRow>().Where(row => row.Name == lease.Name && row.Owner == owner && row.Fence == lease.Fence);

    private async Task<Lease?> TakeFirst(PortalDbContext context, string name, DateTimeOffset until, CancellationToken cancel)
    {
        if (await context.Set<LeaseRow>().AnyAsync(row => row.Name == name, cancel)) return null;
        context.Add(new LeaseRow { Name = name, Owner = owner, Until = until, Fence = 1 });
        try
        {
            await context.SaveChangesAsync(cancel);
            return new Lease(name, 1, until);
        }
        catch (DbUpdateException)
        {
            return null; // another made the row first, and has it
        }
    }
}
