using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.CareTeams;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.CareTeams;

/// <inheritdoc/>
internal sealed class CareTeamService(
    IDbContextFactory<PortalDbContext> contexts,
    GrantsReader grants,
    AccessGate gate,
    AccessTransaction access,
    CareTeamChanges changes,
    CareTeamMembers members,
    TimeProvider clock) : ICareTeams
{
    public async Task<Outcome<IReadOnlyList<CareTeam>>> ListWritable(Actor actor, CancellationToken cancel)
    {
        var found = await grants.Of(actor, cancel);
        var now = clock.GetUtcNow();
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var teams = await Active(context).ToListAsync(cancel);
        return teams.FindAll(team => MayWrite(actor, found.Facts(actor, actor.Patient?.Value, team.Id.Value, isTeamConversation: false, now)));
    }

    public async Task<Outcome<IReadOnlyList<CareTeam>>> ListAll(Actor actor, CancellationToken cancel)
    {
        if (await Refuse(actor, new Target(), cancel) is { } refusal) return refusal;
        await using var context = await contexts.CreateDbContextAsync(cancel);
        return await context.Set<CareTeamRow>().AsNoTracking().OrderBy(row => row.Name)
            .Select(row => new CareTeam(new CareTeamId(row.Id), row.Identifier, row.Name, row.IsActive) { ExternalId = row.ExternalId }).ToListAsync(cancel);
    }

    public async Task<Outcome<CareTeam>> Create(Actor actor, NewCareTeam team, CancellationToken cancel)
    {
        if (await Refuse(actor, new Target(), cancel) is { } refusal) return refusal;
        if (await RefuseSelf(actor, null, team.Members, cancel) is { } own) return own;
        return CareTeamRules.Objection(team) is { } objection ? objection : await changes.Create(actor, team, cancel);
    }

    public async Task<Outcome<CareTeam>> Change(Actor actor, CareTeamId careTeam, CareTeamChange change, CancellationToken cancel)
    {
        if (await Refuse(actor, new Target { CareTeam = careTeam }, cancel) is { } refusal) return refusal;
        if (await RefuseSelf(actor, careTeam, change.Join, cancel) is { } own) return own;
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var row = await context.Set<CareTeamRow>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == careTeam.Value, cancel);
        return row is null ? Refusal.NotFound : await changes.Change(actor, new CareTeam(careTeam, row.Identifier, row.Name, row.IsActive) { ExternalId = row.ExternalId }, change, cancel);
    }

    public async Task<Outcome<IReadOnlyList<MemberLine>>> Members(Actor actor, CareTeamId careTeam, CancellationToken cancel)
    {
        if (await Refuse(actor, new Target { CareTeam = careTeam }, cancel) is { } refusal) return refusal;
        var now = clock.GetUtcNow();
        await using var context = await contexts.CreateDbContextAsync(cancel);
        if (!await context.Set<CareTeamRow>().AnyAsync(row => row.Id == careTeam.Value, cancel)) return Refusal.NotFound;
        var rows = await context.Set<MembershipRow>().AsNoTracking().Where(row => row.CareTeamId == careTeam.Value)
            .Join(context.Users.AsNoTracking(), row => row.PersonId, account => account.Id, (row, account) => new { row, account.DisplayName, account.UserName })
            .OrderBy(one => one.DisplayName).ThenByDescending(one => one.row.ValidFrom).ToListAsync(cancel);
        return rows.ConvertAll(one => Line(one.row, one.DisplayName, one.UserName!, now));
    }

    public async Task<Outcome<Done>> AddMember(Actor actor, Membership membership, CancellationToken cancel)
    {
        if (await RefusePerson(actor, membership.CareTeam, membership.Person, cancel) is { } refusal) return refusal;
        if (membership.To <= membership.From) return Refusal.Invalid("to", "must be after the beginning");
        var refused = await access.Run(
            new AuditEntry(actor, AuditAction.MembershipChanged) { CareTeam = membership.CareTeam, Subject = membership.Person.Value, Code = CodeOf(membership) },
            async context => await CareTeamMembers.Lock(context, membership.CareTeam, cancel) && await CareTeamMembers.IsStaff(context, membership.Person, cancel)
                ? await CareTeamMembers.Add(context, membership, cancel) ?? await members.RefuseOfPowerful(context, actor, [membership.Person], cancel)
                : Refusal.NotFound,
            cancel);
        return refused is null ? Done.It : refused;
    }

    public async Task<Outcome<Done>> SetMember(Actor actor, Membership membership, CancellationToken cancel)
    {
        if (await RefusePerson(actor, membership.CareTeam, membership.Person, cancel) is { } refusal) return refusal;
        var now = clock.Now();
        var wanted = membership with { From = membership.From < now ? now : membership.From.ToMilliseconds(), To = membership.To?.ToMilliseconds() };
        if (wanted.To <= wanted.From) return Refusal.Invalid("to", "must be after the beginning, and to come");
        var refused = await access.Run(async (context, told) =>
        {
            if (!await CareTeamMembers.Lock(context, wanted.CareTeam, cancel) || !await CareTeamMembers.IsStaff(context, wanted.Person, cancel)) return Refusal.NotFound;
            if (!await CareTeamMembers.Set(context, wanted, cancel)) return null;
            told.Add(new AuditEntry(actor, AuditAction.MembershipChanged) { CareTeam = wanted.CareTeam, Subject = wanted.Person.Value, Code = CodeOf(wanted) });
            return await members.RefuseOfPowerful(context, actor, [wanted.Person], cancel);
        }, cancel);
        return refused is null ? Done.It : refused;
    }

    public async Task<Outcome<Done>> EndMembership(Actor actor, CareTeamId careTeam, PersonId person, CancellationToken cancel)
    {
        if (await Refuse(actor, new Target { CareTeam = careTeam, Subject = person.Value }, cancel) is { } refusal) return refusal;
        var refused = await access.Run(
            new AuditEntry(actor, AuditAction.MembershipChanged) { CareTeam = careTeam, Subject = person.Value, Code = "ended" },
            async context =>
            {
                await CareTeamMembers.Lock(context, careTeam, cancel);
                return await members.Leave(context, careTeam, person, cancel) ? null : Refusal.NotFound;
            },
            cancel);
        return refused is null ? Done.It : refused;
    }

    public async Task<Outcome<IReadOnlyList<SupervisorLine>>> Supervisors(Actor actor, CareTeamId careTeam, CancellationToken cancel)
    {
        if (await Refuse(actor, new Target { CareTeam = careTeam }, cancel) is { } refusal) return refusal;
        await using var context = await contexts.CreateDbContextAsync(cancel);
        if (!await context.Set<CareTeamRow>().AnyAsync(row => row.Id == careTeam.Value, cancel)) return Refusal.NotFound;
        return await context.Set<SupervisionRow>().AsNoTracking().Where(row => row.CareTeamId == careTeam.Value)
            .Join(context.Users.AsNoTracking(), row => row.PersonId, account => account.Id, (row, account) => account)
            .OrderBy(account => account.DisplayName)
            .Select(account => new SupervisorLine(new PersonId(account.Id), account.DisplayName, account.UserName!)).ToListAsync(cancel);
    }

    public async Task<Outcome<Done>> SetSupervisor(Actor actor, CareTeamId careTeam, PersonId person, bool supervises, CancellationToken cancel)
    {
        if (await RefusePerson(actor, careTeam, person, cancel) is { } refusal) return refusal;
        var refused = await access.Run(
            new AuditEntry(actor, AuditAction.MembershipChanged) { CareTeam = careTeam, Subject = person.Value, Code = supervises ? "supervises" : "supervises-no-more" },
            async context =>
            {
                if (!await CareTeamMembers.Lock(context, careTeam, cancel) || !await CareTeamMembers.IsStaff(context, person, cancel)) return Refusal.NotFound;
                var rows = context.Set<SupervisionRow>().Where(row => row.CareTeamId == careTeam.Value && row.PersonId == person.Value);
                await rows.ExecuteDeleteAsync(cancel);
                if (!supervises) return null;
                context.Add(new SupervisionRow { CareTeamId = careTeam.Value, PersonId = person.Value });
                return await members.RefuseOfPowerful(context, actor, [person], cancel);
            },
            cancel);
        return refused is null ? Done.It : refused;
    }

    private static IQueryable<CareTeam> Active(PortalDbContext context) =>
        context.Set<CareTeamRow>().AsNoTracking().Where(row => row.IsActive).OrderBy(row => row.Name).Select(row => new CareTeam(new CareTeamId(row.Id), row.Identifier, row.Name, true));

    /// <summary>
    /// A patient may write to every care team, and so may who acts for one and a host's back end; staff to those they belong to. Nothing of a team is said here but its
    /// name, so being left out of the list is the whole refusal.
    /// </summary>
    private static bool MayWrite(Actor actor, AccessFacts facts)
    {
        var reaches = actor.Kind is ActorKind.Integration or ActorKind.Bot;
        return AccessPolicy.Refuse(actor, CareAction.ListConversations, facts with { IntegrationReaches = reaches }) is null;
    }

    private static MemberLine Line(MembershipRow row, string displayName, string userName, DateTimeOffset now)
    {
        var membership = new Membership(new CareTeamId(row.CareTeamId), new PersonId(row.PersonId), row.IsModerator, row.ValidFrom.ToUniversalTime(), row.ValidTo?.ToUniversalTime());
        return new MemberLine(membership, displayName, userName, membership.IsActive(now));
    }

    private static string CodeOf(Membership membership) => membership.IsModerator ? "added-moderator" : "added";

    private ValueTask<Refusal?> Refuse(Actor actor, Target target, CancellationToken cancel) => gate.Refuse(actor, CareAction.ManageCareTeams, AccessFacts.None, target, cancel);

    private async ValueTask<Refusal?> RefusePerson(Actor actor, CareTeamId careTeam, PersonId person, CancellationToken cancel)
    {
        var target = new Target { CareTeam = careTeam, Subject = person.Value };
        return await Refuse(actor, target, cancel)
            ?? (actor.PersonId == person ? await gate.Refuse(actor, CareAction.GrantSelf, new AccessFacts { IsOwn = true }, target, cancel) : null);
    }

    /// <summary>Nobody joins by the own hand.</summary>
    private async ValueTask<Refusal?> RefuseSelf(Actor actor, CareTeamId? careTeam, IReadOnlyList<PersonId> joining, CancellationToken cancel) =>
        joining.Contains(actor.PersonId)
            ? await gate.Refuse(actor, CareAction.GrantSelf, new AccessFacts { IsOwn = true }, new Target { CareTeam = careTeam, Subject = actor.PersonId.Value }, cancel)
            : null;
}
