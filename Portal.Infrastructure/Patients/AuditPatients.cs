using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Patients;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Dialects;

namespace Portal.Infrastructure.Patients;

/// <inheritdoc/>
internal sealed class AuditPatients(IDbContextFactory<PortalDbContext> contexts, ISqlDialect dialect, PersonIdentifiers identifiers, AuditWriter audit, AccessGate gate, TimeProvider clock) : IAuditPatients
{
    private const string Nobody = "none";

    public async Task<Outcome<IReadOnlyList<string>>> Systems(Actor actor, CancellationToken cancel)
    {
        if (await gate.Refuse(actor, CareAction.FindPatientForAudit, AccessFacts.None, Target.None, cancel) is { } refusal) return refusal;
        await using var context = await contexts.CreateDbContextAsync(cancel);
        return await context.SystemsOf(IdentifierSystemKind.Patient).OrderBy(system => system).ToListAsync(cancel);
    }

    public async Task<Outcome<PersonId>> Find(Actor actor, string system, string value, CancellationToken cancel)
    {
        if (await gate.Refuse(actor, CareAction.FindPatientForAudit, AccessFacts.None, Target.None, cancel) is { } refusal) return refusal;
        var identifier = new Identifier(system.Trim(), value.Trim());
        if (BreakGlassRules.Objection(identifier) is { } objection) return objection;
        var stamp = await audit.Stamp(cancel);
        await using var context = await contexts.CreateDbContextAsync(cancel);
        await using var transaction = await context.Database.BeginTransactionAsync(cancel);

        var person = actor.PersonId.Value;
        await context.TakeTurn(person, cancel);
        var since = clock.Now().AddMinutes(-1);
        var tries = await dialect.Between(context.Set<AuditEventRow>(), since, to: null).CountAsync(row => row.ActorId == person && row.Action == (short)AuditAction.PatientFoundForAudit, cancel);
        if (tries >= IAuditPatients.TriesPerMinute) return new Refusal(RefusalKind.RateLimited, RetryAfter: TimeSpan.FromMinutes(1));
        var found = await Patient(context, identifier, cancel);
        context.Add(stamp.Row(found is { } patient
            ? new AuditEntry(actor, AuditAction.PatientFoundForAudit) { Patient = PersonId.Of(patient) }
            : new AuditEntry(actor, AuditAction.PatientFoundForAudit, AuditOutcome.Refused) { Code = Nobody }));
        await context.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return found is { } id ? PersonId.Of(id) : Refusal.NotFound;
    }

    /// <summary>Members of staff and related persons have identifiers as well: they are not found here.</summary>
    private async Task<Guid?> Patient(PortalDbContext context, Identifier identifier, CancellationToken cancel) =>
        await identifiers.Find(context, identifier, cancel) is { } person && await context.Set<PatientRow>().AnyAsync(row => row.Id == person, cancel) ? person : null;
}
