using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;
using Portal.Domain.Shared;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Keys;

namespace Portal.Infrastructure.Patients;

/// <summary>
/// Display names of patients for whoever was already allowed to see them; it decides nothing. Opened names are kept in memory for half a minute, so a
/// change made on another node is seen within that time, and one made on this node at once.
/// </summary>
internal sealed class PatientDirectory(IDbContextFactory<PortalDbContext> contexts, KeyVault vault) : IDisposable
{
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(30);
    private readonly MemoryCache cache = new(new MemoryCacheOptions { SizeLimit = 100_000 });
    private long changes;

    /// <summary>Names by patient id. Who is unknown, or whose key was destroyed, is left out.</summary>
    public async ValueTask<IReadOnlyDictionary<Guid, ClinicalText>> Names(IReadOnlyCollection<Guid> patients, CancellationToken cancel)
    {
        var names = new Dictionary<Guid, ClinicalText>(patients.Count);
        var missing = new List<Guid>();
        foreach (var patient in patients)
        {
            if (cache.TryGetValue(patient, out ClinicalText known)) names[patient] = known;
            else missing.Add(patient);
        }

        if (missing.Count > 0) await Read(missing, names, cancel);
        return names;
    }

    /// <summary>Call after the commit of a change of this patient's name.</summary>
    public void Forget(Guid patient)
    {
        Interlocked.Increment(ref changes);
        cache.Remove(patient);
    }

    public void Dispose() => cache.Dispose();

    private async Task Read(List<Guid> missing, Dictionary<Guid, ClinicalText> names, CancellationToken cancel)
    {
        var seen = Interlocked.Read(ref changes);
        var keys = await vault.GetMany(DataKeyKind.Patient, missing, cancel);
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var rows = await context.Set<PatientRow>().AsNoTracking().Where(row => missing.Contains(row.Id)).Select(row => new { row.Id, row.Demographics }).ToListAsync(cancel);
        foreach (var row in rows)
        {
            if (!keys.TryGetValue(row.Id, out var key)) continue;
            var name = Demographics.Open(key, row.Id, row.Demographics).Name.Display;
            names[row.Id] = name;

            // Kept first, then looked again: a change meanwhile either removes the entry itself or is seen here, so no old name stays.
            cache.Set(row.Id, name, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Kept });
            if (Interlocked.Read(ref changes) != seen) cache.Remove(row.Id);
        }
    }
}
