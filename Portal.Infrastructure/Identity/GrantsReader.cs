using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;
using Portal.Domain.Identity;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Identity;

/// <summary>
/// What one person was granted, with the dates, so that a decision is a comparison with the clock. What is kept in memory is dropped with every
/// change of access, and the version moves on by itself where the database cannot be asked (<see cref="AccessChanges"/>).
/// </summary>
internal sealed class GrantsReader(IDbContextFactory<PortalDbContext> contexts, AccessChanges changes, BreakGlassRegister register) : IDisposable
{
    /// <summary>More cannot run at once (each lasts an hour, and there are ten tries a minute); behind them are only those that are over.</summary>
    private const int OpenedAtMost = 600;

    private readonly MemoryCache cache = new(new MemoryCacheOptions { SizeLimit = 100_000 });

    public async ValueTask<PersonGrants> Of(Actor actor, CancellationToken cancel)
    {
        // Asked before the read: a change in between makes the entry old at birth, never young by mistake.
        var version = changes.Version;
        if (cache.TryGetValue(actor.PersonId, out Kept? kept) && kept!.Version == version && kept.Roles == actor.Roles) return kept.Grants;
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var grants = await Read(context, actor, cancel);
        register.Heard(grants.BreakGlass);
        cache.Set(actor.PersonId, new Kept(grants, version, actor.Roles), new MemoryCacheEntryOptions { Size = 1, SlidingExpiration = TimeSpan.FromMinutes(10) });
        return grants;
    }

    /// <summary>In the caller's own context and transaction: what writes decide by.</summary>
    public static async Task<PersonGrants> Read(PortalDbContext context, Actor actor, CancellationToken cancel)
    {
        var person = actor.PersonId.Value;
        if (actor.IsStaff)
        {
            var memberships = await context.Set<MembershipRow>().AsNoTracking().Where(row => row.PersonId == person)
                .Select(row => new TeamGrant(row.CareTeamId, row.IsModerator, row.ValidFrom, row.ValidTo)).ToListAsync(cancel);
            var unit = actor.Has(StaffRoles.Supervisor)
                ? await context.Set<SupervisionRow>().AsNoTracking().Where(row => row.PersonId == person).Select(row => row.CareTeamId).ToListAsync(cancel)
                : [];
            var opened = await context.Set<BreakGlassRow>().AsNoTracking().Where(row => row.PersonId == person && row.EndedAt == null).OrderByDescending(row => row.EndsAt)
                .Take(OpenedAtMost).ToListAsync(cancel);
            return new PersonGrants(memberships, unit, []) { BreakGlass = opened.ConvertAll(BreakGlassFor.Of) };
        }

        if (actor.Kind != ActorKind.RelatedPerson) return PersonGrants.None;
        var proxies = await context.Set<ProxyGrantRow>().AsNoTracking().Where(row => row.RelatedPersonId == person)
            .Select(row => new ProxyFor(row.PatientId, row.ValidFrom, row.ValidTo)).ToListAsync(cancel);
        return new PersonGrants([], [], proxies);
    }

    public void Dispose() => cache.Dispose();

    private sealed record Kept(PersonGrants Grants, long Version, StaffRoles Roles);
}

internal sealed record TeamGrant(Guid CareTeam, bool IsModerator, DateTimeOffset From, DateTimeOffset? To)
{
    public bool IsActive(DateTimeOffset now) => From <= now && (To is null || now < To);
}

internal sealed record ProxyFor(Guid Patient, DateTimeOffset From, DateTimeOffset? To)
{
    public bool IsActive(DateTimeOffset now) => From <= now && (To is null || now < To);
}

internal sealed record PersonGrants(IReadOnlyList<TeamGrant> Teams, IReadOnlyList<Guid> Unit, IReadOnlyList<ProxyFor> Proxies)
{
    public static readonly PersonGrants None = new([], [], []);

    private static readonly AccessFacts Opened = AccessFacts.None with { HasBreakGlass = true };

    /// <summary>Emergency access that was not given back before its time; each says for itself whether it runs.</summary>
    public IReadOnlyList<BreakGlassFor> BreakGlass { get; init; } = [];

    public IEnumerable<Guid> ActiveTeams(DateTimeOffset now) => Teams.Where(team => team.IsActive(now)).Select(team => team.CareTeam).Distinct();

    /// <summary>The patients that emergency access opens to the actor now: none to a host's token, nor to roles that the matrix gives nothing by it.</summary>
    public IEnumerable<Guid> OpenedPatients(Actor actor, DateTimeOffset now) =>
        BreakGlass.Count == 0 || AccessPolicy.Refuse(actor, CareAction.ReadMessages, Opened) is not null ? [] : BreakGlass.Where(grant => grant.IsActive(now)).Select(grant => grant.Patient).Distinct();

    /// <summary>When the next of these begins or ends by its date alone, which no change of access tells; null where none does.</summary>
    public DateTimeOffset? NextTurn(DateTimeOffset now)
    {
        var turns = Teams.SelectMany(team => Turns(team.From, team.To)).Concat(Proxies.SelectMany(proxy => Turns(proxy.From, proxy.To)))
            .Concat(BreakGlass.SelectMany(grant => Turns(grant.From, grant.To))).Where(at => at > now).ToList();
        return turns.Count == 0 ? null : turns.Min();

        static IEnumerable<DateTimeOffset> Turns(DateTimeOffset from, DateTimeOffset? to) => to is { } end ? [from, end] : [from];
    }

    /// <summary>How the actor stands to a thing of that patient and care team.</summary>
    public AccessFacts Facts(Actor actor, Guid? patient, Guid? careTeam, bool isTeamConversation, DateTimeOffset now) => new()
    {
        IsOwn = actor.Kind == ActorKind.Patient && patient == actor.PersonId.Value,
        HasProxyGrant = actor.Kind == ActorKind.RelatedPerson && patient is not null && patient == actor.Patient?.Value && Proxies.Any(proxy => proxy.Patient == patient && proxy.IsActive(now)),
        IsTeamMember = Teams.Any(team => team.CareTeam == careTeam && team.IsActive(now)),
        IsModerator = Teams.Any(team => team.CareTeam == careTeam && team.IsModerator && team.IsActive(now)),
        Supervises = careTeam is { } unit && Unit.Contains(unit),
        HasBreakGlass = patient is { } opened && OpenedPatients(actor, now).Contains(opened),
        IsTeamConversation = isTeamConversation,
        RecentlyAuthenticated = actor.AuthenticatedAt is { } at && now - at < AccessPolicy.StepUpWindow,
    };
}
