using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Integrations;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Keys;

namespace Portal.Infrastructure.Integrations;

/// <summary>What a session's own holder does with it: renews it, ends it, asks for the key of the offline outbox.</summary>
internal sealed class SessionChains(
    IDbContextFactory<PortalDbContext> contexts,
    SessionReader reader,
    SessionStore sessions,
    Secrets secrets,
    AccessGate gate,
    AccessTransaction access,
    KeyVault vault,
    TimeProvider clock)
{
    public async Task<Outcome<SessionAnswer>> Renew(string token, CancellationToken cancel)
    {
        if (await secrets.Hash(Secrets.Token, token, cancel) is not { } hash || await reader.Find(hash, cancel) is not { } found) return Refusal.Unauthorized;
        var now = clock.GetUtcNow();
        if (SessionStore.EndOf(found.Session) <= now) return new Refusal(RefusalKind.SessionExpired);
        return found.ExpiresAt <= now ? Refusal.Unauthorized : await sessions.Continue(found.Session, cancel);
    }

    public async Task<Outcome<Done>> End(Actor actor, CancellationToken cancel)
    {
        if (await Denied(actor, cancel) is { } denial) return denial;
        var (session, now) = (actor.Session!.Value.Value, clock.Now());
        var refusal = await access.RunHeld(
            new AuditEntry(actor, AuditAction.SessionEnded) { Patient = actor.Patient, Subject = session },
            async context =>
            {
                await context.Set<WidgetSessionRow>().Where(row => row.Id == session && row.EndedAt == null).ExecuteUpdateAsync(set => set.SetProperty(row => row.EndedAt, now), cancel);
                return null;
            },
            cancel);
        return refusal is null ? Done.It : refusal;
    }

    public async Task<Outcome<byte[]>> OutboxKey(Actor actor, CancellationToken cancel)
    {
        if (await Denied(actor, cancel) is { } denial) return denial;
        var key = await vault.Organisation(DataKeyKind.Organisation, cancel);
        return key.Secret(Context.Of("widget-outbox", actor.Integration!.Value.Value, actor.PersonId.Value));
    }

    /// <summary>The session must be one of these, the actor's own, and live; a key or a sign-in at the portal has none here.</summary>
    private async Task<Refusal?> Denied(Actor actor, CancellationToken cancel)
    {
        var isOwn = false;
        if (actor is { Session: { } session, Integration: { } integration, Kind: not ActorKind.Integration })
        {
            await using var context = await contexts.CreateDbContextAsync(cancel);
            isOwn = await context.Set<WidgetSessionRow>().AnyAsync(
                row => row.Id == session.Value && row.IntegrationId == integration.Value && row.PersonId == actor.PersonId.Value && row.EndedAt == null,
                cancel);
        }

        return await gate.Refuse(actor, CareAction.EndOwnSessions, AccessFacts.None with { IsOwn = isOwn }, new Target { Subject = actor.Session?.Value }, cancel);
    }
}
