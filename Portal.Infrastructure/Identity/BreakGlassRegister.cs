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
    private long heard;

    public async ValueTask<RunningBreakGlass> Running(CancellationToken cancel)
    {
        // Asked before the read: a change in between makes what is kept old at birth, never young by mistake.
        var (version, news) = (changes.Version, Interlocked.Read(ref heard));
        if (kept is { } known && known.Version == version && known.News == news) return known.Grants;
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var since = clock.GetUtcNow() - RunningBreakGlass.Grace;
        var grants = await context.Set<BreakGlassRow>().AsNoTracking().Where(row => row.EndsAt > since && (row.EndedAt == null || row.EndedAt > since)).ToListAsync(cancel);
        var running = new RunningBreakGlass(grants.ConvertAll(BreakGlassFor.Of));
        kept = new Kept(running, version, news);
        return running;
    }

    /// <summary>
    /// Somebody is about to be allowed something by these. Another node may have made one of them within the second that the version needs to get here: then what is
    /// kept is read again, so that no act stands on a grant that its audit event does not bear.
    /// </summary>
    public void Heard(IReadOnlyList<BreakGlassFor> grants)
    {
        if (grants.Count == 0 || kept is not { } known) return;
        var now = clock.GetUtcNow();
        if (grants.Any(grant => grant.IsActive(now) && known.Grants.Grants.All(one => one.Id != grant.Id))) Interlocked.Increment(ref heard);
    }

    private sealed record Kept(RunningBreakGlass Grants, long Version, long News);
}

/// <summary>Grants that may run; each says for itself whether it does.</summary>
internal sealed record RunningBreakGlass(IReadOnlyList<BreakGlassFor> Grants)
{
    public static readonly RunningBreakGlass None = new([]);

    /// <summary>What was decided while a grant ran may be written down just after: as long as a decision is trusted anywhere.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>These too: what a transaction has read behind its locks is never older than what was kept before it.</summary>
    public RunningBreakGlass With(IReadOnlyList<BreakGlassFor> grants) => grants.Count == 0 ? this : new([.. Grants, .. grants.Where(grant => Grants.All(one => one.Id != grant.Id))]);

    /// <summary>The grant on which an act about that patient stands; a host's token never stands on one.</summary>
    public BreakGlassId? For(Actor actor, PersonId? patient, DateTimeOffset at)
    {
        if (patient is not { } of || !actor.IsStaff || actor.IsDelegated) return null;
        foreach (var grant in Grants)
        {
            if (grant.Person == actor.PersonId.Value && grant.Patient == of.Value && grant.From <= at && at < grant.To + Grace) return new BreakGlassId(grant.Id);
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
