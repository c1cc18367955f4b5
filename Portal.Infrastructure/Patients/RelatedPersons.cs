using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Patients;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Keys;

namespace Portal.Infrastructure.Patients;

/// <summary>Those who act for patients: made, named and found; it decides nothing.</summary>
internal sealed class RelatedPersons(IDbContextFactory<PortalDbContext> contexts, KeyVault vault, PersonIdentifiers identifiers, AuditWriter audit, TimeProvider clock)
{
    public async Task<PersonId?> Find(Identifier identifier, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        return await identifiers.Find(context, identifier, cancel) is { } person ? new PersonId(person) : null;
    }

    public async Task<ClinicalText> Name(PortalDbContext context, Guid person, CancellationToken cancel)
    {
        var key = await vault.Get(DataKeyKind.RelatedPerson, person, cancel);
        var sealedName = await context.Set<RelatedPersonRow>().Where(row => row.Id == person).Select(row => row.Demographics).SingleAsync(cancel);
        return Demographics.Open(key, person, sealedName).Name.Display;
    }

    /// <summary>The one with the identifier, made where there is none. Two that make the same one at once get the one that is stored.</summary>
    public async Task<PersonId> FindOrCreate(Identifier identifier, HumanName name, CancellationToken cancel)
    {
        if (await Find(identifier, cancel) is { } known) return known;
        var person = Id.New<PersonId>();
        var key = await vault.Create(DataKeyKind.RelatedPerson, person.Value, cancel);
        await using var context = await contexts.CreateDbContextAsync(cancel);
        context.Add(new RelatedPersonRow { Id = person.Value, Demographics = new Demographics(name).Seal(key, person.Value), CreatedAt = clock.Now() });
        context.Add(await identifiers.Row(key, person.Value, identifier, cancel));
        try
        {
            await context.SaveChangesAsync(cancel);
            return person;
        }
        catch (DbUpdateException error)
        {
            return await Find(identifier, cancel) ?? throw new InvalidOperationException("The related person can neither be made nor found.", error);
        }
    }

    /// <summary>As the host says at a session for that patient; nothing where it says the same.</summary>
    public async Task Rename(Actor actor, PersonId patient, PersonId person, HumanName name, CancellationToken cancel)
    {
        var key = await vault.Get(DataKeyKind.RelatedPerson, person.Value, cancel);
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var row = await context.Set<RelatedPersonRow>().SingleAsync(stored => stored.Id == person.Value, cancel);
        if (Demographics.Open(key, row.Id, row.Demographics).Name == name) return;
        row.Demographics = new Demographics(name).Seal(key, row.Id);
        context.Add(await audit.Row(new AuditEntry(actor, AuditAction.PatientChanged) { Patient = patient, Subject = person.Value }, cancel));
        await context.SaveChangesAsync(cancel);
    }
}
