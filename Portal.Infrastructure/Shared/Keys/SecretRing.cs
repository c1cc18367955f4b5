using Microsoft.EntityFrameworkCore;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Shared.Keys;

/// <summary>
/// Secrets of the organisation of which several of one kind are good at once, such as signing keys that are being changed; kept wrapped in the key
/// store, each under its own id.
/// </summary>
internal sealed class SecretRing(IDbContextFactory<KeyStoreDbContext> contexts, KeyEncryptionKeys keks, TimeProvider clock)
{
    /// <summary>Those that were not destroyed, in the order of their ids.</summary>
    public async Task<IReadOnlyList<RingSecret>> Read(DataKeyKind kind, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var rows = await context.DataKeys.AsNoTracking().Where(row => row.Kind == (short)kind && row.DestroyedAt == null).ToListAsync(cancel);
        return
        [
            .. from row in rows
               orderby row.SubjectId.ToString("N") // by the bytes as they are written: databases order UUIDs differently
               select new RingSecret(row.SubjectId, keks.Unwrap(row.KekVersion, row.Wrapped, DataKeyRow.ContextOf(kind, row.SubjectId))),
        ];
    }

    public async Task Add(DataKeyKind kind, IEnumerable<RingSecret> secrets, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        context.DataKeys.AddRange(secrets.Select(secret => new DataKeyRow
        {
            Kind = (short)kind,
            SubjectId = secret.Id,
            Wrapped = keks.Wrap(secret.Bytes, DataKeyRow.ContextOf(kind, secret.Id)),
            KekVersion = keks.Current,
            CreatedAt = clock.GetUtcNow(),
        }));
        await context.SaveChangesAsync(cancel);
    }

    /// <summary>Empties them and leaves their rows as the proof.</summary>
    public async Task Destroy(DataKeyKind kind, IReadOnlyCollection<Guid> ids, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        await using var context = await contexts.CreateDbContextAsync(cancel);
        await context.DataKeys.Where(row => row.Kind == (short)kind && ids.Contains(row.SubjectId) && row.DestroyedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.Wrapped, Array.Empty<byte>()).SetProperty(row => row.DestroyedAt, now), cancel);
    }
}

/// <summary>One secret, unwrapped. Ids are UUIDv7, so that their order is that of their making.</summary>
internal sealed record RingSecret(Guid Id, byte[] Bytes)
{
    public override string ToString() => Id.ToString("D");
}
