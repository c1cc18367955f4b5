using Microsoft.EntityFrameworkCore;
using Portal.Domain.Identity;
using Portal.Domain.Integrations;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Integrations.Usage;

/// <inheritdoc/>
internal sealed class UsageReader(IDbContextFactory<PortalDbContext> contexts, AccessGate gate, TimeProvider clock) : IUsage
{
    public async Task<Outcome<IReadOnlyList<UsageDay>>> Of(Actor actor, IntegrationId integration, DateOnly from, DateOnly to, CancellationToken cancel) =>
        await Denied(actor, CareAction.ReadOrganisation, integration, cancel) is { } denial ? denial : await Read(integration, from, to, cancel);

    public async Task<Outcome<IReadOnlyList<UsageDay>>> Current(Actor actor, DateOnly from, DateOnly to, CancellationToken cancel)
    {
        if (await Denied(actor, CareAction.ReadIntegration, actor.Integration, cancel) is { } denial) return denial;
        return actor.Integration is { } own ? await Read(own, from, to, cancel) : Refusal.Forbidden; // staff may read integrations, but are none
    }

    private async Task<Outcome<IReadOnlyList<UsageDay>>> Read(IntegrationId integration, DateOnly from, DateOnly to, CancellationToken cancel)
    {
        if (UsageRules.Objection(from, to) is { } objection) return objection;
        await using var context = await contexts.CreateDbContextAsync(cancel);
        return await context.Set<UsageDayRow>().Where(row => row.IntegrationId == integration.Value && row.Day >= from && row.Day <= to).OrderBy(row => row.Day)
            .Select(row => new UsageDay(row.Day, row.Sessions, row.Messages, row.Calls, row.Bytes)).ToListAsync(cancel);
    }

    private ValueTask<Refusal?> Denied(Actor actor, CareAction action, IntegrationId? integration, CancellationToken cancel) =>
        gate.Refuse(actor, action, actor.Standing(clock.GetUtcNow()), new Target { Subject = integration?.Value }, cancel);
}
