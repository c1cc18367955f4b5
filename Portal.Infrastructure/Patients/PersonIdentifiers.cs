using Microsoft.EntityFrameworkCore;
using Portal.Domain.Patients;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Keys;

namespace Portal.Infrastructure.Patients;

/// <summary>Identifiers of people: found by a blind index that is unique in the organisation, read by unsealing.</summary>
internal sealed class PersonIdentifiers(BlindIndex index)
{
    public async Task<Guid?> Find(PortalDbContext context, Identifier identifier, CancellationToken cancel)
    {
        var token = await index.Identifier(identifier.System, identifier.Value, cancel);
        return await context.Set<PersonIdentifierRow>().Where(row => row.Token == token).Select(row => (Guid?)row.PersonId).SingleOrDefaultAsync(cancel);
    }

    /// <summary>
    /// The row that makes the identifier this person's, sealed under the person's key (the organisation's for staff). Storing it fails with a
    /// <see cref="DbUpdateException"/> where somebody has the identifier already.
    /// </summary>
    public async Task<PersonIdentifierRow> Row(DataKey key, Guid person, Identifier identifier, CancellationToken cancel) => new()
    {
        PersonId = person,
        System = identifier.System,
        Token = await index.Identifier(identifier.System, identifier.Value, cancel),
        Value = key.Seal(identifier.Value, ValueContext(person, identifier.System)),
    };

    public static Identifier Open(DataKey key, PersonIdentifierRow row) => new(row.System, key.OpenText(row.Value, ValueContext(row.PersonId, row.System)));

    private static byte[] ValueContext(Guid person, string system) => Context.Of($"identifier {system}", person);
}
