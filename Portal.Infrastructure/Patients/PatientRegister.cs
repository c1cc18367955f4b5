using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Patients;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Keys;

namespace Portal.Infrastructure.Patients;

/// <summary>What a host says of a patient; what it leaves out stays as it was.</summary>
internal sealed record HostWord(HumanName? Name, DateOnly? BirthDate, string? Language)
{
    public override string ToString() => ClinicalText.Redacted;
}

/// <summary>
/// Makes patients and keeps them as their host says: it is the source of truth for names and birth dates. It decides nothing; the caller has shown that the
/// identifier is one of the integration's own.
/// </summary>
internal sealed class PatientRegister(
    IDbContextFactory<PortalDbContext> contexts,
    KeyVault vault,
    BlindIndex index,
    PersonIdentifiers identifiers,
    PatientDirectory directory,
    AuditWriter audit,
    TimeProvider clock)
{
    public async Task<PersonId?> Find(Identifier identifier, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        return await identifiers.Find(context, identifier, cancel) is { } person ? new PersonId(person) : null;
    }

    /// <summary>
    /// A new patient. Of two that make the same one at once the unique identifier lets one succeed, and both get the one that is stored; the loser leaves
    /// a data key that seals nothing.
    /// </summary>
    public async Task<PersonId> Create(Actor actor, Identifier identifier, HumanName name, DateOnly? birthDate, string? language, CancellationToken cancel)
    {
        var patient = Id.New<PersonId>();
        var key = await vault.Create(DataKeyKind.Patient, patient.Value, cancel);
        var demographics = new Demographics(name, birthDate);
        await using var context = await contexts.CreateDbContextAsync(cancel);
        context.Add(new PatientRow { Id = patient.Value, Demographics = demographics.Seal(key, patient.Value), Language = language, CreatedAt = clock.Now() });
        context.Add(await identifiers.Row(key, patient.Value, identifier, cancel));
        context.AddRange(await Tokens(patient.Value, demographics, [identifier.Value], cancel));
        context.Add(await audit.Row(new AuditEntry(actor, AuditAction.PatientCreated) { Patient = patient }, cancel));
        try
        {
            await context.SaveChangesAsync(cancel);
            return patient;
        }
        catch (DbUpdateException error)
        {
            return await Find(identifier, cancel) ?? throw new InvalidOperationException("The patient can neither be made nor found.", error);
        }
    }

    /// <summary>Seals what the host now says where it differs from what is known, and makes it findable; nothing where it does not differ.</summary>
    public async Task Update(Actor actor, PersonId patient, HostWord word, CancellationToken cancel)
    {
        var key = await vault.Get(DataKeyKind.Patient, patient.Value, cancel);
        await using var context = await contexts.CreateDbContextAsync(cancel);
        if (!Differs(await Read(context, patient.Value, cancel), key, word)) return;
        var stamp = await audit.Stamp(cancel);
        var values = (await context.Set<PersonIdentifierRow>().AsNoTracking().Where(row => row.PersonId == patient.Value).ToListAsync(cancel))
            .Select(row => PersonIdentifiers.Open(key, row).Value).ToList();
        await using (var transaction = await context.Database.BeginTransactionAsync(cancel))
        {
            // Of two updates at once the second works on what the first has left.
            await context.HoldPatient(patient.Value, cancel);
            var row = await Read(context, patient.Value, cancel);
            var known = Demographics.Open(key, row.Id, row.Demographics);
            var now = new Demographics(word.Name ?? known.Name, word.BirthDate ?? known.BirthDate);
            var (content, language) = (now.Seal(key, row.Id), word.Language ?? row.Language);
            await context.Set<PatientRow>().Where(stored => stored.Id == row.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(stored => stored.Demographics, content).SetProperty(stored => stored.Language, language), cancel);
            await context.Set<PatientTokenRow>().Where(token => token.PatientId == row.Id).ExecuteDeleteAsync(cancel);
            context.AddRange(await Tokens(row.Id, now, values, cancel));
            context.Add(stamp.Row(new AuditEntry(actor, AuditAction.PatientChanged) { Patient = patient }));
            await context.SaveChangesAsync(cancel);
            await transaction.CommitAsync(cancel);
        }

        directory.Forget(patient.Value);
    }

    private static Task<PatientRow> Read(PortalDbContext context, Guid patient, CancellationToken cancel) =>
        context.Set<PatientRow>().AsNoTracking().SingleAsync(row => row.Id == patient, cancel);

    private static bool Differs(PatientRow row, DataKey key, HostWord word)
    {
        var known = Demographics.Open(key, row.Id, row.Demographics);
        return (word.Name is not null && word.Name != known.Name)
            || (word.BirthDate is not null && word.BirthDate != known.BirthDate)
            || (word.Language is not null && word.Language != row.Language);
    }

    private async Task<IEnumerable<PatientTokenRow>> Tokens(Guid patient, Demographics demographics, IEnumerable<string> identifierValues, CancellationToken cancel)
    {
        var words = await index.Words(SearchTerms.OfPatient(demographics.Name, demographics.BirthDate, identifierValues), cancel);
        return words.Select(token => new PatientTokenRow { Token = token, PatientId = patient });
    }
}
