using Microsoft.EntityFrameworkCore;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Identity;

/// <summary>
/// The break-glass grants that run now: few, and asked for with every audit row. Kept by the access version, which moves with each grant and each end;
/// a grant that only ran out is dropped by its own dates.
/// </summary>
internal sealed class BreakGlassRegister(IDbContextFactory<PortalDbContext> contexts, AccessChanges changes, TimeProvider clock)
{
    private volatile Kept? kept;

    public async ValueTask<RunningBreakGlass> Running(CancellationToken cancel)
    {
        // Asked before the read: a change in between makes what is kept old at birth, never young by mistake.
        var version = changes.Version;
        if (kept is { } known && known.Version == version) return known.Grants;
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var now = clock.GetUtcNow();
        var grants = await context.Set<BreakGlassRow>().AsNoTracking().Where(row => row.EndsAt > now && row.EndedAt == null).ToListAsync(cancel);
        var running = new RunningBreakGlass(grants.ConvertAll(BreakGlassFor.Of));
        kept = new Kept(running, version);
        return running;
    }

    private sealed record Kept(RunningBreakGlass Grants, long Version);
}

/// <summary>Grants that may run; each says for itself whether it does.</summary>
internal sealed record RunningBreakGlass(IReadOnlyList<BreakGlassFor> Grants)
{
    public static readonly RunningBreakGlass None = new([]);

    /// <summary>The grant on which an act about that patient stands; a host's token never stands on one.</summary>
    public BreakGlassId? For(Actor actor, PersonId? patient, DateTimeOffset at)
    {
        if (patient is not { } of || !actor.IsStaff || actor.IsDelegated) return null;
        foreach (var grant in Grants)
        {
            if (grant.Person == actor.PersonId.Value && grant.Patient == of.Value && grant.IsActive(at)) return new BreakGlassId(grant.Id);
        }

        return null;
    }
}

/// <summary>One grant, as decisions see it: from its declaration to its end (exclusive).</summary>
internal sealed record BreakGlassFor(Guid Id, Guid Person, Guid Patient, DateTimeOffset From, DateTimeOffset To)
{
    public static BreakGlassFor Of(BreakGlassRow row) => new(row.Id, row.PersonId, row.PatientId, row.DeclaredAt, row.EndedAt ?? row.EndsAt);

    public bool IsActive(DateTimeOffset now) => From <= now && now < To;
}
