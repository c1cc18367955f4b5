using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Identity.Sessions;

/// <summary>
/// Who a session stands for now. What was read is trusted while nobody's access changed and for three seconds at most; a session that looks idle by it
/// is read again, since another node may have seen the person.
/// </summary>
internal sealed class SessionLookup(IDbContextFactory<PortalDbContext> contexts, AccessChanges changes, TimeProvider clock) : IDisposable
{
    private readonly MemoryCache cache = new(new MemoryCacheOptions { SizeLimit = 100_000 });

    public async ValueTask<Actor?> ActorOf(SessionId session, CancellationToken cancel)
    {
        // Asked before the read: a change in between makes the entry old at birth, never young by mistake.
        var version = changes.Version;
        var now = clock.GetUtcNow();
        if (cache.TryGetValue(session, out Kept? kept) && kept!.Version == version && now - kept.At < AccessChanges.Trusted && kept.Found.IsLive(now)) return kept.Found.Actor;
        if (await Read(session.Value, cancel) is not { } found || !found.IsLive(now)) return null;
        cache.Set(session, new Kept(found, version, now), new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = AccessChanges.Trusted });
        return found.Actor;
    }

    public void Dispose() => cache.Dispose();

    private async Task<Found?> Read(Guid session, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        return await (
            from row in context.Set<StaffSessionRow>().AsNoTracking()
            join account in context.Users.AsNoTracking() on row.PersonId equals account.Id
            where row.Id == session && row.EndedAt == null && account.IsActive
            select new Found(row.Id, account.Id, account.DisplayName, account.Roles, row.AuthenticatedAt, row.LastSeenAt, row.EndsAt)).SingleOrDefaultAsync(cancel);
    }

    private sealed record Kept(Found Found, long Version, DateTimeOffset At);

    private sealed record Found(Guid Session, Guid Person, string DisplayName, int Roles, DateTimeOffset AuthenticatedAt, DateTimeOffset LastSeenAt, DateTimeOffset EndsAt)
    {
        public Actor Actor { get; } = new()
        {
            Kind = ActorKind.Practitioner,
            PersonId = new PersonId(Person),
            DisplayName = new ClinicalText(DisplayName),
            Roles = (StaffRoles)Roles,
            Session = new SessionId(Session),
            AuthenticatedAt = AuthenticatedAt.ToUniversalTime(),
        };

        public bool IsLive(DateTimeOffset now) => now < EndsAt && now - LastSeenAt < IStaffSessions.IdleLimit;
    }
}
