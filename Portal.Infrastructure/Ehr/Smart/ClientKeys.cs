using Portal.Domain.Audit;
using Portal.Domain.Ehr;
using Portal.Domain.Identity;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Shared.Keys;

namespace Portal.Infrastructure.Ehr.Smart;

/// <summary>
/// The portal's keys for EHRs. Of each signature the newest is the next one, which EHRs may learn of before it is used; the one before it signs; older
/// ones stay published until they are destroyed by a rotation. A node keeps what it read for a minute. Where two nodes make the first keys at once,
/// all of them are good, and both come to sign with the same one.
/// </summary>
internal sealed class ClientKeys(SecretRing ring, AuditWriter audit, TimeProvider clock) : IEhrClientKeys, IDisposable
{
    private const int Spare = 2;
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);
    private readonly SemaphoreSlim gate = new(1);
    private Read? read;

    public async Task<IReadOnlyList<PublicJwk>> Published(CancellationToken cancel) => [.. (await All(cancel)).Select(key => key.ToPublic())];

    /// <summary>The one that signs now.</summary>
    public async Task<ClientKey> Signing(ClientAlgorithm algorithm, CancellationToken cancel) => (await All(cancel)).Where(key => key.Algorithm == algorithm).SkipLast(1).Last();

    public async Task Rotate(CancellationToken cancel)
    {
        await All(cancel);
        await audit.WriteAlone(new AuditEntry(Actor.System, AuditAction.EhrKeyRotated), cancel);
        foreach (var algorithm in Enum.GetValues<ClientAlgorithm>())
        {
            var known = await ring.Read(KindOf(algorithm), cancel);
            await ring.Add(KindOf(algorithm), [Make(algorithm)], cancel);
            await ring.Destroy(KindOf(algorithm), [.. known.SkipLast(Spare).Select(secret => secret.Id)], cancel);
        }

        read = null;
    }

    public void Dispose() => gate.Dispose();

    private async Task<IReadOnlyList<ClientKey>> All(CancellationToken cancel)
    {
        if (read is { } fresh && clock.GetElapsedTime(fresh.At) < Kept) return fresh.Keys;
        await gate.WaitAsync(cancel);
        try
        {
            if (read is { } meanwhile && clock.GetElapsedTime(meanwhile.At) < Kept) return meanwhile.Keys;
            var at = clock.GetTimestamp();
            var keys = new List<ClientKey>();
            foreach (var algorithm in Enum.GetValues<ClientAlgorithm>()) keys.AddRange(await Stored(algorithm, cancel));
            read = new Read(keys, at);
            return keys;
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task<IEnumerable<ClientKey>> Stored(ClientAlgorithm algorithm, CancellationToken cancel)
    {
        var secrets = await ring.Read(KindOf(algorithm), cancel);
        if (secrets.Count < Spare)
        {
            await ring.Add(KindOf(algorithm), Enumerable.Range(secrets.Count, Spare - secrets.Count).Select(_ => Make(algorithm)), cancel);
            secrets = await ring.Read(KindOf(algorithm), cancel);
        }

        return secrets.Select(secret => new ClientKey(secret.Id, algorithm, secret.Bytes));
    }

    private RingSecret Make(ClientAlgorithm algorithm) => new(Guid.CreateVersion7(clock.GetUtcNow()), ClientKey.Make(algorithm));

    private static DataKeyKind KindOf(ClientAlgorithm algorithm) => algorithm switch
    {
        ClientAlgorithm.ES384 => DataKeyKind.EhrClientEs384,
        ClientAlgorithm.RS384 => DataKeyKind.EhrClientRs384,
    };

    private sealed record Read(IReadOnlyList<ClientKey> Keys, long At);
}
