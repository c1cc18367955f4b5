using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Shared.Keys;

/// <summary>
/// Data keys by what they are for. A key is stored in the key store before anything sealed under it is stored anywhere: a crash between the two
/// leaves a key without content, never content without a key. Unwrapped keys are kept in memory for a while.
/// </summary>
internal sealed class KeyVault(IDbContextFactory<KeyStoreDbContext> contexts, KeyEncryptionKeys keks, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(30);
    private readonly MemoryCache cache = new(new MemoryCacheOptions { SizeLimit = 100_000 });

    public async ValueTask<DataKey> Get(DataKeyKind kind, Guid subject, CancellationToken cancel)
    {
        if (cache.TryGetValue((kind, subject), out DataKey? known)) return known!;
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var row = await context.DataKeys.AsNoTracking().SingleOrDefaultAsync(key => key.Kind == (short)kind && key.SubjectId == subject, cancel);
        return row is { DestroyedAt: null } ? Keep(row) : throw new KeyGoneException(kind, subject);
    }

    /// <summary>Those that exist; destroyed ones are left out.</summary>
    public async ValueTask<IReadOnlyDictionary<Guid, DataKey>> GetMany(DataKeyKind kind, IReadOnlyCollection<Guid> subjects, CancellationToken cancel)
    {
        var found = new Dictionary<Guid, DataKey>(subjects.Count);
        var missing = new List<Guid>();
        foreach (var subject in subjects)
        {
            if (cache.TryGetValue((kind, subject), out DataKey? known)) found[subject] = known!;
            else missing.Add(subject);
        }

        if (missing.Count == 0) return found;
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var rows = await context.DataKeys.AsNoTracking().Where(key => key.Kind == (short)kind && missing.Contains(key.SubjectId) && key.DestroyedAt == null).ToListAsync(cancel);
        foreach (var row in rows) found[row.SubjectId] = Keep(row);
        return found;
    }

    /// <summary>A new key for a new thing.</summary>
    public async Task<DataKey> Create(DataKeyKind kind, Guid subject, CancellationToken cancel)
    {
        var row = NewRow(kind, subject, RandomNumberGenerator.GetBytes(Sealed.KeySize));
        await using var context = await contexts.CreateDbContextAsync(cancel);
        context.DataKeys.Add(row);
        await context.SaveChangesAsync(cancel);
        return Keep(row);
    }

    /// <summary>A key of the organisation, made the first time it is asked for; where two nodes ask at once, both get the one that was stored.</summary>
    public async ValueTask<DataKey> Organisation(DataKeyKind kind, CancellationToken cancel)
    {
        if (cache.TryGetValue((kind, Guid.Empty), out DataKey? known)) return known!;
        var row = await OrganisationRow(kind, () => RandomNumberGenerator.GetBytes(Sealed.KeySize), cancel);
        return Keep(row);
    }

    /// <summary>The raw bytes of an organisation's key that is not a symmetric data key, such as a private signing key.</summary>
    public async ValueTask<byte[]> OrganisationSecret(DataKeyKind kind, Func<byte[]> make, CancellationToken cancel) => Unwrap(await OrganisationRow(kind, make, cancel));

    public void Dispose() => cache.Dispose();

    private async Task<DataKeyRow> OrganisationRow(DataKeyKind kind, Func<byte[]> make, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var row = await context.DataKeys.AsNoTracking().SingleOrDefaultAsync(key => key.Kind == (short)kind && key.SubjectId == Guid.Empty, cancel);
        if (row is not null) return row;
        row = NewRow(kind, Guid.Empty, make());
        context.DataKeys.Add(row);
        try
        {
            await context.SaveChangesAsync(cancel);
            return row;
        }
        catch (DbUpdateException)
        {
            return await context.DataKeys.AsNoTracking().SingleAsync(key => key.Kind == (short)kind && key.SubjectId == Guid.Empty, cancel);
        }
    }

    private DataKeyRow NewRow(DataKeyKind kind, Guid subject, byte[] key) => new()
    {
        Kind = (short)kind,
        SubjectId = subject,
        Wrapped = keks.Wrap(key, DataKeyRow.ContextOf(kind, subject)),
        KekVersion = keks.Current,
        CreatedAt = clock.GetUtcNow(),
    };

    private DataKey Keep(DataKeyRow row)
    {
        var key = new DataKey(Unwrap(row));
        cache.Set(((DataKeyKind)row.Kind, row.SubjectId), key, new MemoryCacheEntryOptions { SlidingExpiration = Kept, Size = 1 });
        return key;
    }

    private byte[] Unwrap(DataKeyRow row) => keks.Unwrap(row.KekVersion, row.Wrapped, DataKeyRow.ContextOf((DataKeyKind)row.Kind, row.SubjectId));
}

/// <summary>The data key is not in the key store or was destroyed: what was sealed under it cannot be read again.</summary>
internal sealed class KeyGoneException(DataKeyKind kind, Guid subject) : Exception($"The {kind} key of {subject:D} is gone.");
