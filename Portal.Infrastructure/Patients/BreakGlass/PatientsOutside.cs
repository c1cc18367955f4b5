using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Patients;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Identity.SignIn;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Patients.BreakGlass;

/// <summary>
/// Finds one patient of the whole organisation by exact identifier and birth date, both of which somebody in need has before them. It is no search: tries are counted in
/// the database, a person's one after the other, and whatever does not match takes as long as anything else that does not.
/// </summary>
internal sealed class PatientsOutside(
    IDbContextFactory<PortalDbContext> contexts, PersonIdentifiers identifiers, PatientCards cards, AuditWriter audit, SignInRules rules, TimeProvider clock)
{
    private const string Nobody = "none";

    public async Task<Outcome<PatientCard>> Find(Actor actor, Identifier identifier, DateOnly birthDate, CancellationToken cancel)
    {
        var pace = new EvenPace(rules);
        var stamp = await audit.Stamp(cancel);
        await using var context = await contexts.CreateDbContextAsync(cancel);
        await using (var transaction = await context.Database.BeginTransactionAsync(cancel))
        {
            var person = actor.PersonId.Value;
            await context.TakeTurn(person, cancel);
            var now = clock.Now();
            var since = now.AddMinutes(-1);
            var tries = await context.Set<AuditEventRow>().CountAsync(row => row.ActorId == person && row.Action == (short)AuditAction.PatientFoundOutsidePanel && row.At > since, cancel);
            if (tries >= BreakGlassRules.TriesPerMinute) return BreakGlassRefusals.TooManyTries;
            var card = await Match(context, identifier, birthDate, cancel);
            context.Add(stamp.Row(card is null
                ? new AuditEntry(actor, AuditAction.PatientFoundOutsidePanel, AuditOutcome.Refused) { Code = Nobody }
                : new AuditEntry(actor, AuditAction.PatientFoundOutsidePanel) { Patient = card.Id }));
            await context.SaveChangesAsync(cancel);
            await transaction.CommitAsync(cancel);
            if (card is not null) return card;
        }

        await pace.Wait(cancel);
        return Refusal.NotFound;
    }

    private async Task<PatientCard?> Match(PortalDbContext context, Identifier identifier, DateOnly birthDate, CancellationToken cancel) =>
        await identifiers.Find(context, identifier, cancel) is { } found && await cards.Open(context, [found], cancel) is [var card] && card.BirthDate == birthDate ? card : null;
}
