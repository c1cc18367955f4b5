using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Identity.Sessions;

/// <summary>How sessions end before their time. An ended session is nobody's on every node within five seconds, and never comes back.</summary>
internal sealed class SessionEnd(IDbContextFactory<PortalDbContext> contexts, AccessChanges changes, AuditWriter audit, AccessGate gate, TimeProvider clock)
{
    public async Task<Outcome<Done>> SignOut(Actor actor, CancellationToken cancel)
    {
        if (await gate.Refuse(actor, CareAction.EndOwnSessions, Own(actor), new Target { Subject = actor.Session?.Value }, cancel) is { } refusal) return refusal;
        return actor.Session is { } session ? await End(actor, session, AuditAction.SignedOut, cancel) : Refusal.NotFound;
    }

    /// <summary>One of the actor's own; a session of somebody else is not found.</summary>
    public async Task<Outcome<Done>> End(Actor actor, SessionId session, AuditAction action, CancellationToken cancel)
    {
        var row = await audit.Row(new AuditEntry(actor, action) { Subject = session.Value }, cancel);
        await using var context = await contexts.CreateDbContextAsync(cancel);
        await using var transaction = await context.Database.BeginTransactionAsync(cancel);
        await changes.Bump(context, cancel);
        var now = clock.Now();
        var ended = await context.Set<StaffSessionRow>().Where(one => one.Id == session.Value && one.PersonId == actor.PersonId.Value && one.EndedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(one => one.EndedAt, now), cancel);
        if (ended == 0) return Refusal.NotFound;
        context.Add(row);
        await context.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        changes.Announce();
        return Done.It;
    }

    /// <summary>Every live session of a person but one, as part of the caller's transaction, which also bumps the access version; how many there were.</summary>
    public static Task<int> All(PortalDbContext context, Guid person, Guid? except, DateTimeOffset now, CancellationToken cancel) =>
        context.Set<StaffSessionRow>().Where(row => row.PersonId == person && row.EndedAt == null && row.Id != except)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.EndedAt, now), cancel);

    /// <summary>A delegated session is a host's and not the person's own sign-in.</summary>
    public static AccessFacts Own(Actor actor) => new() { IsOwn = actor is { IsStaff: true, IsDelegated: false } };
}
