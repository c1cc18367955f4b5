using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Identity.Sessions;

/// <inheritdoc/>
internal sealed class StaffSessions(
    IDbContextFactory<PortalDbContext> contexts,
    SessionEnd ends,
    AllSessions sessions,
    AccessChanges changes,
    AuditWriter audit,
    AccessGate gate,
    TimeProvider clock) : IStaffSessions
{
    public async Task<Outcome<Done>> Touch(Actor actor, CancellationToken cancel)
    {
        if (await RefuseOwn(actor, cancel) is { } refusal) return refusal;
        if (actor.Session is not { } session) return Refusal.NotFound;
        var now = clock.Now();
        var idle = now - IStaffSessions.IdleLimit;
        await using var context = await contexts.CreateDbContextAsync(cancel);

        // Only a live session is moved: activity that comes too late wakes nobody.
        var moved = await context.Set<StaffSessionRow>()
            .Where(row => row.Id == session.Value && row.PersonId == actor.PersonId.Value && row.EndedAt == null && row.EndsAt > now && row.LastSeenAt > idle)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.LastSeenAt, now), cancel);
        return moved == 1 ? Done.It : Refusal.Unauthorized;
    }

    public async Task<Outcome<IReadOnlyList<StaffSessionLine>>> ListOwn(Actor actor, CancellationToken cancel)
    {
        if (await RefuseOwn(actor, cancel) is { } refusal) return refusal;
        var now = clock.GetUtcNow();
        var idle = now - IStaffSessions.IdleLimit;
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var rows = await context.Set<StaffSessionRow>().AsNoTracking()
            .Where(row => row.PersonId == actor.PersonId.Value && row.EndedAt == null && row.EndsAt > now && row.LastSeenAt > idle)
            .OrderByDescending(row => row.LastSeenAt).ToListAsync(cancel);
        var ways = await SessionWays.Of(context, actor.PersonId, rows, cancel);
        return rows.ConvertAll(row => new StaffSessionLine(
            new SessionId(row.Id),
            row.BegunAt.ToUniversalTime(),
            row.LastSeenAt.ToUniversalTime(),
            row.EndsAt.ToUniversalTime(),
            row.Address,
            row.Id == actor.Session?.Value,
            ways.TryGetValue(row.Id, out var way) ? way : null));
    }

    public async Task<Outcome<Done>> EndOwn(Actor actor, SessionId session, CancellationToken cancel) =>
        await RefuseOwn(actor, cancel) is { } refusal ? refusal : await ends.End(actor, session, AuditAction.SessionEnded, cancel);

    public async Task<Outcome<Done>> EndAll(Actor actor, PersonId person, CancellationToken cancel)
    {
        var stamp = await audit.Stamp(cancel);
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var facts = new AccessFacts { Supervises = await Supervises(context, actor, person, cancel) };
        if (await gate.Refuse(actor, CareAction.EndSessionsOfOthers, facts, new Target { Subject = person.Value }, cancel) is { } refusal) return refusal;
        if (!await context.Users.AnyAsync(row => row.Id == person.Value, cancel)) return Refusal.NotFound;
        await using var transaction = await context.Database.BeginTransactionAsync(cancel);
        await changes.Bump(context, cancel);
        await StaffUnit.Hold(context, person.Value, cancel);
        await sessions.End(context, person.Value, cancel);
        context.Add(stamp.Row(new AuditEntry(actor, AuditAction.SessionEnded) { Subject = person.Value, Code = "all" }));
        await context.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        changes.Announce();
        return Done.It;
    }

    private async ValueTask<Refusal?> RefuseOwn(Actor actor, CancellationToken cancel) =>
        await gate.Refuse(actor, CareAction.EndOwnSessions, SessionEnd.Own(actor), new Target { Subject = actor.Session?.Value }, cancel);

    /// <summary>A supervisor's people are the members, now, of the care teams supervised.</summary>
    private async Task<bool> Supervises(PortalDbContext context, Actor actor, PersonId person, CancellationToken cancel)
    {
        if (!actor.Has(StaffRoles.Supervisor)) return false;
        var now = clock.GetUtcNow();
        return await (
            from unit in context.Set<SupervisionRow>()
            join member in context.Set<MembershipRow>() on unit.CareTeamId equals member.CareTeamId
            where unit.PersonId == actor.PersonId.Value && member.PersonId == person.Value && member.ValidFrom <= now && (member.ValidTo == null || now < member.ValidTo)
            select member).AnyAsync(cancel);
    }
}
