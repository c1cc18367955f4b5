using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Integrations;
using Portal.Domain.Shared;
using Portal.Domain.Shared.Signatures;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Integrations;

/// <summary>The public keys by which an integration signs assertions: it manages its own, and an administrator everybody's.</summary>
internal sealed class AssertionKeys(IDbContextFactory<PortalDbContext> contexts, AccessGate gate, AccessTransaction access, TimeProvider clock)
{
    public async Task<Outcome<AssertionKeyLine>> Add(Actor actor, string kid, string jwk, CancellationToken cancel) =>
        await Denied(actor, CareAction.ManageOwnAssertionKeys, actor.Integration, cancel) is { } denial ? denial : await Write(actor, actor.Integration!.Value, kid, jwk, cancel);

    public async Task<Outcome<AssertionKeyLine>> AddTo(Actor actor, IntegrationId integration, string kid, string jwk, CancellationToken cancel) =>
        await Denied(actor, CareAction.ManageIntegrations, integration, cancel) is { } denial ? denial : await Write(actor, integration, kid, jwk, cancel);

    public async Task<Outcome<Done>> Remove(Actor actor, string kid, CancellationToken cancel) =>
        await Denied(actor, CareAction.ManageOwnAssertionKeys, actor.Integration, cancel) is { } denial ? denial : await Delete(actor, actor.Integration!.Value, kid, cancel);

    public async Task<Outcome<Done>> RemoveFrom(Actor actor, IntegrationId integration, string kid, CancellationToken cancel) =>
        await Denied(actor, CareAction.ManageIntegrations, integration, cancel) is { } denial ? denial : await Delete(actor, integration, kid, cancel);

    /// <summary>The registered key of an active integration; null where there is none. Never cached: a removed key is dead at once.</summary>
    public async Task<AssertionKey?> Find(IntegrationId integration, string kid, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var jwk = await context.Set<AssertionKeyRow>()
            .Where(row => row.IntegrationId == integration.Value && row.Kid == kid && context.Set<IntegrationRow>().Any(active => active.Id == row.IntegrationId && active.IsActive))
            .Select(row => row.Jwk).SingleOrDefaultAsync(cancel);
        return jwk is null ? null : new AssertionKey(integration, kid, AssertionJwk.Parse(jwk, kid).Value);
    }

    private async Task<Outcome<AssertionKeyLine>> Write(Actor actor, IntegrationId integration, string kid, string jwk, CancellationToken cancel)
    {
        if (!AssertionJwk.IsKid(kid)) return Refusal.Invalid("kid", $"must be 1 to {AssertionJwk.KidLimit} characters that can be read");
        if (!AssertionJwk.Parse(jwk, kid).TryGet(out var key, out var objection)) return objection;
        var row = new AssertionKeyRow
        {
            IntegrationId = integration.Value,
            Kid = kid,
            Algorithm = key.Algorithm.ToString(),
            Jwk = key.ToJson(),
            CreatedAt = clock.Now(),
        };
        var refusal = await access.Run(
            new AuditEntry(actor, AuditAction.AssertionKeyChanged) { Subject = row.IntegrationId, Code = "added" },
            async context =>
            {
                // The integration's row orders this, so that two of one kid are told apart and the count holds.
                var held = await context.Set<IntegrationRow>().Where(stored => stored.Id == row.IntegrationId).ExecuteUpdateAsync(set => set.SetProperty(stored => stored.Name, stored => stored.Name), cancel);
                if (held == 0) return Refusal.NotFound;
                var kids = await context.Set<AssertionKeyRow>().Where(stored => stored.IntegrationId == row.IntegrationId).Select(stored => stored.Kid).ToListAsync(cancel);
                if (kids.Contains(kid, StringComparer.Ordinal)) return IntegrationRefusals.KidInUse;
                if (kids.Count >= IntegrationRules.AssertionKeysLimit) return IntegrationRefusals.TooManyKeys;
                context.Add(row);
                return null;
            },
            cancel);
        return refusal is null ? new AssertionKeyLine(kid, row.Algorithm, row.CreatedAt) : refusal;
    }

    private async Task<Outcome<Done>> Delete(Actor actor, IntegrationId integration, string kid, CancellationToken cancel)
    {
        var refusal = await access.Run(
            new AuditEntry(actor, AuditAction.AssertionKeyChanged) { Subject = integration.Value, Code = "removed" },
            async context =>
            {
                var removed = await context.Set<AssertionKeyRow>().Where(row => row.IntegrationId == integration.Value && row.Kid == kid).ExecuteDeleteAsync(cancel);
                return removed == 0 ? Refusal.NotFound : null;
            },
            cancel);
        return refusal is null ? Done.It : refusal;
    }

    private ValueTask<Refusal?> Denied(Actor actor, CareAction action, IntegrationId? integration, CancellationToken cancel) =>
        gate.Refuse(actor, action, actor.Standing(clock.GetUtcNow()), new Target { Subject = integration?.Value }, cancel);
}
