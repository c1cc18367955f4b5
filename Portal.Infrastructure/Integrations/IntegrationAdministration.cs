using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Integrations;
using Portal.Domain.Patients;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Patients;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Webhooks;

namespace Portal.Infrastructure.Integrations;

/// <inheritdoc/>
internal sealed class IntegrationAdministration(
    IDbContextFactory<PortalDbContext> contexts,
    AccessGate gate,
    AccessTransaction access,
    Secrets secrets,
    AssertionKeys assertionKeys,
    TimeProvider clock) : IIntegrations
{
    public async Task<Outcome<IReadOnlyList<Integration>>> List(Actor actor, CancellationToken cancel)
    {
        if (await Denied(actor, CareAction.ReadOrganisation, null, cancel) is { } denial) return denial;
        await using var context = await contexts.CreateDbContextAsync(cancel);
        return (await context.Integrations(only: null, cancel)).ToList();
    }

    public async Task<Outcome<Integration>> Create(Actor actor, string name, CancellationToken cancel)
    {
        if (await Denied(actor, CareAction.ManageIntegrations, null, cancel) is { } denial) return denial;
        if (IntegrationRules.NameObjection(name) is { } objection) return objection;
        var integration = Id.New<IntegrationId>();
        var refusal = await access.Run(
            Entry(actor, AuditAction.IntegrationChanged, integration, "created"),
            context =>
            {
                context.Add(new IntegrationRow { Id = integration.Value, Name = name, CreatedAt = clock.Now() });
                context.Add(new BotRow { Id = Id.New<PersonId>().Value, IntegrationId = integration.Value, Name = name[..Math.Min(name.Length, IntegrationRules.BotNameLimit)] });
                return Task.FromResult<Refusal?>(null);
            },
            cancel);
        return refusal is null ? new Integration(integration, name, IsActive: true, [], [], [], []) : refusal;
    }

    public Task<Outcome<Done>> SetActive(Actor actor, IntegrationId integration, bool isActive, CancellationToken cancel) =>
        Change(actor, integration, isActive ? "activated" : "suspended", objection: null, async context =>
        {
            await context.Set<IntegrationRow>().Where(row => row.Id == integration.Value).ExecuteUpdateAsync(set => set.SetProperty(row => row.IsActive, isActive), cancel);
            return null;
        }, cancel);

    public Task<Outcome<Done>> SetOrigins(Actor actor, IntegrationId integration, IReadOnlyList<string> origins, CancellationToken cancel) =>
        Change(actor, integration, "origins", IntegrationRules.OriginsObjection(origins), async context =>
        {
            await context.Set<IntegrationOriginRow>().Where(row => row.IntegrationId == integration.Value).ExecuteDeleteAsync(cancel);
            context.AddRange(origins.Distinct(StringComparer.Ordinal).Select(origin => new IntegrationOriginRow { IntegrationId = integration.Value, Origin = origin }));
            return null;
        }, cancel);

    public Task<Outcome<Done>> SetSystems(Actor actor, IntegrationId integration, IReadOnlyList<IdentifierSystem> systems, CancellationToken cancel) =>
        Change(actor, integration, "systems", IntegrationRules.SystemsObjection(systems), async context =>
        {
            var names = systems.Select(system => system.System).ToList();
            var known = await context.Set<IdentifierSystemRow>().AsNoTracking().Where(row => names.Contains(row.System)).ToListAsync(cancel);
            if (known.Any(row => row.IntegrationId != integration.Value)) return IntegrationRefusals.SystemTaken;
            var others = systems.Where(system => known.Any(row => row.System == system.System && row.Kind != (short)system.Kind)).Select(system => system.System).ToList();
            if (others.Count > 0 && await context.Set<PersonIdentifierRow>().AnyAsync(row => others.Contains(row.System), cancel)) return IntegrationRefusals.SystemInUse;
            await context.Set<IdentifierSystemRow>().Where(row => row.IntegrationId == integration.Value).ExecuteDeleteAsync(cancel);
            context.AddRange(systems.Select(system => new IdentifierSystemRow { System = system.System, IntegrationId = integration.Value, Kind = (short)system.Kind }));
            return null;
        }, cancel);

    public async Task<Outcome<NewIntegrationKey>> CreateKey(Actor actor, IntegrationId integration, IntegrationScopes scopes, CancellationToken cancel)
    {
        var (id, secret) = (Guid.CreateVersion7(clock.Now()), Secrets.Make(Secrets.Key));
        var hash = await secrets.Hash(Secrets.Key, secret, cancel);
        var outcome = await Change(actor, integration, Entry(actor, AuditAction.IntegrationKeyCreated, integration, null) with { Subject = id }, IntegrationRules.ScopesObjection(scopes), context =>
        {
            context.Add(new IntegrationKeyRow { Id = id, IntegrationId = integration.Value, Prefix = Secrets.Shown(secret), Hash = hash!, Scopes = (int)scopes, CreatedAt = clock.Now() });
            return Task.FromResult<Refusal?>(null);
        }, cancel);
        return outcome.Map(_ => new NewIntegrationKey(id, secret));
    }

    public Task<Outcome<Done>> RevokeKey(Actor actor, IntegrationId integration, Guid key, CancellationToken cancel) =>
        Change(actor, integration, Entry(actor, AuditAction.IntegrationKeyRevoked, integration, null) with { Subject = key }, objection: null, async context =>
        {
            var now = clock.Now();
            var revoked = await context.Set<IntegrationKeyRow>().Where(row => row.Id == key && row.IntegrationId == integration.Value && row.RevokedAt == null)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.RevokedAt, now), cancel);
            return revoked == 0 ? Refusal.NotFound : null;
        }, cancel);

    public async Task<Outcome<NewIntegrationKey>> RotateKey(Actor actor, IntegrationId integration, Guid key, TimeSpan overlap, CancellationToken cancel)
    {
        var (id, secret, now) = (Guid.CreateVersion7(clock.Now()), Secrets.Make(Secrets.Key), clock.Now());
        var hash = await secrets.Hash(Secrets.Key, secret, cancel);
        var entry = Entry(actor, AuditAction.IntegrationKeyCreated, integration, "rotated") with { Subject = id };
        var outcome = await Change(actor, integration, entry, IntegrationRules.OverlapObjection(overlap), async context =>
        {
            // Behind the integration's lock: of two rotations at once the second finds that the key has its end.
            var old = await context.Set<IntegrationKeyRow>().SingleOrDefaultAsync(row => row.Id == key && row.IntegrationId == integration.Value, cancel);
            if (old is null) return Refusal.NotFound;
            if (old.RevokedAt is not null || old.ExpiresAt is not null) return IntegrationRefusals.KeyNotCurrent;
            old.ExpiresAt = now + overlap;
            context.Add(new IntegrationKeyRow { Id = id, IntegrationId = integration.Value, Prefix = Secrets.Shown(secret), Hash = hash!, Scopes = old.Scopes, CreatedAt = now });
            return null;
        }, cancel);
        return outcome.Map(_ => new NewIntegrationKey(id, secret));
    }

    public Task<Outcome<Done>> RevokeAll(Actor actor, IntegrationId integration, CancellationToken cancel) =>
        Change(actor, integration, Entry(actor, AuditAction.IntegrationChanged, integration, "revoked-all"), objection: null, async context =>
        {
            var (owner, now) = (integration.Value, clock.Now());
            await context.Set<IntegrationKeyRow>().Where(row => row.IntegrationId == owner && row.RevokedAt == null).ExecuteUpdateAsync(set => set.SetProperty(row => row.RevokedAt, now), cancel);
            await context.Set<AssertionKeyRow>().Where(row => row.IntegrationId == owner).ExecuteDeleteAsync(cancel);
            await context.Set<WidgetSessionRow>().Where(row => row.IntegrationId == owner && row.EndedAt == null).ExecuteUpdateAsync(set => set.SetProperty(row => row.EndedAt, now), cancel);

            // Whoever had a key could have registered an address: nothing is told to any until somebody has looked.
            await context.Set<WebhookRow>().Where(row => row.IntegrationId == owner && row.IsActive).ExecuteUpdateAsync(set => set.SetProperty(row => row.IsActive, false), cancel);
            return null;
        }, cancel, endsSessions: true);

    public Task<Outcome<AssertionKeyLine>> AddAssertionKeyTo(Actor actor, IntegrationId integration, string kid, string jwk, CancellationToken cancel) =>
        assertionKeys.AddTo(actor, integration, kid, jwk, cancel);

    public Task<Outcome<Done>> RemoveAssertionKeyFrom(Actor actor, IntegrationId integration, string kid, CancellationToken cancel) =>
        assertionKeys.RemoveFrom(actor, integration, kid, cancel);

    public async Task<Outcome<Integration>> Current(Actor actor, CancellationToken cancel)
    {
        if (await Denied(actor, CareAction.ReadIntegration, actor.Integration, cancel) is { } denial) return denial;
        if (actor.Integration is not { } integration) return Refusal.Forbidden; // staff may read integrations, but are none
        await using var context = await contexts.CreateDbContextAsync(cancel);
        return await context.Integration(integration, cancel) is { } found ? found : Refusal.NotFound;
    }

    public Task<Outcome<AssertionKeyLine>> AddAssertionKey(Actor actor, string kid, string jwk, CancellationToken cancel) => assertionKeys.Add(actor, kid, jwk, cancel);

    public Task<Outcome<Done>> RemoveAssertionKey(Actor actor, string kid, CancellationToken cancel) => assertionKeys.Remove(actor, kid, cancel);

    private ValueTask<Refusal?> Denied(Actor actor, CareAction action, IntegrationId? integration, CancellationToken cancel) =>
        gate.Refuse(actor, action, actor.Standing(clock.GetUtcNow()), new Target { Subject = integration?.Value }, cancel);

    private Task<Outcome<Done>> Change(Actor actor, IntegrationId integration, string code, Refusal? objection, Func<PortalDbContext, Task<Refusal?>> change, CancellationToken cancel) =>
        Change(actor, integration, Entry(actor, AuditAction.IntegrationChanged, integration, code), objection, change, cancel);

    private async Task<Outcome<Done>> Change(
        Actor actor, IntegrationId integration, AuditEntry entry, Refusal? objection, Func<PortalDbContext, Task<Refusal?>> change, CancellationToken cancel, bool endsSessions = false)
    {
        if (await Denied(actor, CareAction.ManageIntegrations, integration, cancel) is { } denial) return denial;
        if (objection is not null) return objection;

        // Whoever ends a session of a host's page holds the access version first: so does this, where it ends some.
        Func<AuditEntry, Func<PortalDbContext, Task<Refusal?>>, CancellationToken, Task<Refusal?>> run = endsSessions ? access.RunHeld : access.Run;
        var refusal = await run(
            entry,
            async context =>
            {
                // Locks the integration's row: changes of one integration happen one after the other.
                var held = await context.Set<IntegrationRow>().Where(row => row.Id == integration.Value).ExecuteUpdateAsync(set => set.SetProperty(row => row.Name, row => row.Name), cancel);
                return held == 0 ? Refusal.NotFound : await change(context);
            },
            cancel);
        return refusal is null ? Done.It : refusal;
    }

    private static AuditEntry Entry(Actor actor, AuditAction action, IntegrationId integration, string? code) => new(actor, action) { Subject = integration.Value, Code = code };
}
