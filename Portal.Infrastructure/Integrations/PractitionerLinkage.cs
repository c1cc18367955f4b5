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
using Portal.Infrastructure.Shared.Keys;

namespace Portal.Infrastructure.Integrations;

/// <inheritdoc/>
internal sealed class PractitionerLinkage(
    IDbContextFactory<PortalDbContext> contexts,
    KeyVault vault,
    PersonIdentifiers identifiers,
    AccessGate gate,
    AccessTransaction access,
    TimeProvider clock) : IPractitionerLinks
{
    public async Task<Outcome<PractitionerLinks>> Get(Actor actor, CancellationToken cancel)
    {
        if (await Denied(actor, cancel) is { } denial) return denial;
        var key = await vault.Organisation(DataKeyKind.Organisation, cancel);
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var rows = await context.Set<PersonIdentifierRow>().AsNoTracking().Where(row => row.PersonId == actor.PersonId.Value).ToListAsync(cancel);
        var systems = await Linkable(context).Order().ToListAsync(cancel);
        return new PractitionerLinks([.. rows.Select(row => PersonIdentifiers.Open(key, row)).OrderBy(linked => linked.System, StringComparer.Ordinal)], systems);
    }

    public async Task<Outcome<Done>> Link(Actor actor, Identifier identifier, CancellationToken cancel)
    {
        if (await Denied(actor, cancel) is { } denial) return denial;
        if (!actor.Standing(clock.GetUtcNow()).RecentlyAuthenticated) return Refusal.Reauthenticate;
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        PersonRules.Check(errors, "identifier", identifier);
        if (errors.Count > 0) return new Refusal(RefusalKind.Validation, Errors: errors);
        var row = await identifiers.Row(await vault.Organisation(DataKeyKind.Organisation, cancel), actor.PersonId.Value, identifier, cancel);
        try
        {
            var refusal = await access.Run(
                new AuditEntry(actor, AuditAction.IdentifierLinked) { Subject = actor.PersonId.Value },
                async context =>
                {
                    if (!await Linkable(context).ContainsAsync(identifier.System, cancel)) return IntegrationRefusals.UnknownSystem;
                    context.Add(row);
                    return null;
                },
                cancel);
            return refusal is null ? Done.It : refusal;
        }
        catch (DbUpdateException)
        {
            await using var context = await contexts.CreateDbContextAsync(cancel);
            if (await identifiers.Find(context, identifier, cancel) is not { } holder) throw;
            return holder == actor.PersonId.Value ? Done.It : IntegrationRefusals.IdentifierTaken;
        }
    }

    public async Task<Outcome<Done>> Unlink(Actor actor, Identifier identifier, CancellationToken cancel)
    {
        if (await Denied(actor, cancel) is { } denial) return denial;
        var refusal = await access.Run(
            new AuditEntry(actor, AuditAction.IdentifierUnlinked) { Subject = actor.PersonId.Value },
            async context =>
            {
                if (await identifiers.Find(context, identifier, cancel) != actor.PersonId.Value) return Refusal.NotFound;
                await context.Set<PersonIdentifierRow>().Where(row => row.PersonId == actor.PersonId.Value && row.System == identifier.System).ExecuteDeleteAsync(cancel);
                return null;
            },
            cancel);
        return refusal is null ? Done.It : refusal;
    }

    private static IQueryable<string> Linkable(PortalDbContext context) => context.SystemsOf(IdentifierSystemKind.Practitioner);

    private ValueTask<Refusal?> Denied(Actor actor, CancellationToken cancel) =>
        gate.Refuse(actor, CareAction.ManageOwnAccount, actor.Standing(clock.GetUtcNow()) with { IsOwn = true }, new Target { Subject = actor.PersonId.Value }, cancel);
}
