using Microsoft.EntityFrameworkCore;
using Portal.Domain.Patients;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Keys;

namespace Portal.Infrastructure.Patients;

/// <summary>Finds patients by the blind index, within those whom the caller may find.</summary>
internal sealed class PatientSearch(BlindIndex index, PatientCards cards)
{
    /// <summary>More hits than anybody reads: a question that gives them wants another word.</summary>
    private const int Limit = 50;

    public async Task<IReadOnlyList<PatientCard>> Find(PortalDbContext context, IQueryable<Guid> among, SearchQuestion question, CancellationToken cancel)
    {
        var tokens = context.Set<PatientTokenRow>();
        var whole = (await index.Words([question.Whole], cancel))[0];
        var every = context.Set<PatientRow>().Where(patient => among.Contains(patient.Id));
        foreach (var word in question.Words)
        {
            var parts = await index.Words(word.Parts, cancel);
            var (one, all) = ((await index.Words([word.Whole], cancel))[0], parts.Count);
            every = all == 0
                ? every.Where(patient => tokens.Any(token => token.PatientId == patient.Id && token.Token == one))
                : every.Where(patient => tokens.Any(token => token.PatientId == patient.Id && token.Token == one)
                    || tokens.Count(token => token.PatientId == patient.Id && parts.Contains(token.Token)) == all);
        }

        var matches = every.Select(patient => patient.Id)
            .Union(context.Set<PatientRow>().Where(patient => among.Contains(patient.Id) && tokens.Any(token => token.PatientId == patient.Id && token.Token == whole)).Select(patient => patient.Id));
        var found = await matches.OrderBy(patient => patient).Take(Limit).ToListAsync(cancel);
        return await cards.Open(context, found, cancel);
    }
}
