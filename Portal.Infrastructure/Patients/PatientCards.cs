using Microsoft.EntityFrameworkCore;
using Portal.Domain.Patients;
using Portal.Domain.Shared;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Keys;

namespace Portal.Infrastructure.Patients;

/// <summary>Opens the cards of patients for somebody who was allowed to see them.</summary>
internal sealed class PatientCards(KeyVault vault)
{
    /// <summary>In no order; those whose key was destroyed are left out.</summary>
    public async Task<IReadOnlyList<PatientCard>> Open(PortalDbContext context, IReadOnlyCollection<Guid> patients, CancellationToken cancel)
    {
        var keys = await vault.GetMany(DataKeyKind.Patient, patients, cancel);
        var rows = await context.Set<PatientRow>().AsNoTracking().Where(row => patients.Contains(row.Id)).ToListAsync(cancel);
        var identifiers = (await context.Set<PersonIdentifierRow>().AsNoTracking().Where(row => patients.Contains(row.PersonId)).ToListAsync(cancel)).ToLookup(row => row.PersonId);
        return [.. rows.Where(row => keys.ContainsKey(row.Id)).Select(row => Open(keys[row.Id], row, identifiers[row.Id]))];
    }

    private static PatientCard Open(DataKey key, PatientRow row, IEnumerable<PersonIdentifierRow> identifiers)
    {
        var demographics = Demographics.Open(key, row.Id, row.Demographics);
        return new PatientCard(
            new PersonId(row.Id),
            demographics.Name,
            demographics.BirthDate,
            row.Language,
            [.. identifiers.Select(identifier => PersonIdentifiers.Open(key, identifier)).OrderBy(identifier => identifier.System, StringComparer.Ordinal)]);
    }
}
