using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Integrations;

/// <summary>
/// Looks credentials of hosts and embedded pages up. An answer is kept for at most <see cref="AccessChanges.Trusted"/> and never beyond a change of access, so
/// that a busy client costs a query every few seconds and a revoked credential is dead within five. What is not good is not kept.
/// </summary>
internal sealed class TokenCredentials(IDbContextFactory<PortalDbContext> contexts, SessionReader sessions, Secrets secrets, AccessChanges changes, TimeProvider clock)
    : IBearerCredentials, IDisposable
{
    private readonly MemoryCache cache = new(new MemoryCacheOptions { SizeLimit = 100_000 });

    public async ValueTask<TokenGrant?> OfToken(string token, CancellationToken cancel)
    {
        if (await secrets.Hash(Secrets.Token, token, cancel) is not { } hash) return null;
        var grant = await Kept(hash, ReadToken, cancel);
        return grant is not null && grant.ExpiresAt > clock.GetUtcNow() ? grant : null;
    }

    public async ValueTask<Actor?> OfIntegrationKey(string key, CancellationToken cancel)
    {
        if (await secrets.Hash(Secrets.Key, key, cancel) is not { } hash) return null;
        var found = await Kept(hash, ReadKey, cancel);
        return found is not null && (found.EndsAt is null || found.EndsAt > clock.GetUtcNow()) ? found.Actor : null;
    }

    public void Dispose() => cache.Dispose();

    private async ValueTask<T?> Kept<T>(byte[] hash, Func<byte[], CancellationToken, Task<T?>> read, CancellationToken cancel) where T : class
    {
        // Asked before the read: a change in between makes the entry old at birth, never young by mistake.
        var version = changes.Version;
        var now = clock.GetUtcNow();
        var name = Convert.ToBase64String(hash);
        if (cache.TryGetValue(name, out Answer<T>? kept) && kept!.Version == version && now - kept.At < AccessChanges.Trusted) return kept.Value;
        if (await read(hash, cancel) is not { } value) return null;
        cache.Set(name, new Answer<T>(value, version, now), new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = AccessChanges.Trusted });
        return value;
    }

    private async Task<TokenGrant?> ReadToken(byte[] hash, CancellationToken cancel) =>
        await sessions.Find(hash, cancel) is { } found ? new TokenGrant(found.Actor, found.Session.Origin, found.ExpiresAt) : null;

    private async Task<KnownKey?> ReadKey(byte[] hash, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var found = await context.Set<IntegrationKeyRow>().Where(key => key.Hash == hash && key.RevokedAt == null)
            .Join(context.Set<IntegrationRow>().Where(row => row.IsActive), key => key.IntegrationId, row => row.Id, (key, row) => new { row.Id, key.Scopes, key.ExpiresAt })
            .Join(context.Set<BotRow>(), one => one.Id, bot => bot.IntegrationId, (one, bot) => new { one.Id, one.Scopes, one.ExpiresAt, Bot = bot.Id, bot.Name })
            .SingleOrDefaultAsync(cancel);
        return found is null
            ? null
            : new KnownKey(
                new Actor
                {
                    Kind = ActorKind.Integration,
                    PersonId = new PersonId(found.Bot),
                    DisplayName = new(found.Name),
                    Integration = new IntegrationId(found.Id),
                    Scopes = (IntegrationScopes)found.Scopes,
                },
                found.ExpiresAt);
    }

    /// <summary>A key's actor, and its own end where it has one.</summary>
    private sealed record KnownKey(Actor Actor, DateTimeOffset? EndsAt);

    private sealed record Answer<T>(T Value, long Version, DateTimeOffset At);
}
