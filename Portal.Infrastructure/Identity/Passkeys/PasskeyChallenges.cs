using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Keys;

namespace Portal.Infrastructure.Identity.Passkeys;

/// <summary>What a ceremony is for: a challenge of one serves no other.</summary>
internal enum PasskeyUse
{
    Adding,
    Proof,
    SignIn,
}

/// <summary>
/// The state of ceremonies between their two steps. Good once, whether the answer is right or not, and for <see cref="Life"/>; for somebody who is signed
/// in, in that session alone.
/// </summary>
internal sealed class PasskeyChallenges(SecretTokens tokens, KeyVault vault, TimeProvider clock)
{
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(5);

    /// <summary>The token by which the answer names its ceremony. Saves.</summary>
    public async Task<string> Issue(PortalDbContext context, PasskeyUse use, Actor? person, string state, CancellationToken cancel)
    {
        var token = SecretTokens.New();
        context.Add(new PasskeyChallengeRow
        {
            Hash = await tokens.Hash(Kind(use), token, cancel),
            State = (await Key(cancel)).Seal(state, For(use, person)),
            PersonId = person?.PersonId.Value,
            ExpiresAt = clock.Now() + Life,
        });
        await context.SaveChangesAsync(cancel);
        return token;
    }

    /// <summary>The state, which nobody gets a second time; null where there is none, it is too old, or it is somebody else's.</summary>
    public async Task<string?> Take(PortalDbContext context, PasskeyUse use, Actor? person, string token, CancellationToken cancel)
    {
        if (await tokens.HashOf(Kind(use), token, cancel) is not { } hash) return null;
        var now = clock.GetUtcNow();
        var of = person?.PersonId.Value;
        var rows = context.Set<PasskeyChallengeRow>().Where(row => row.Hash == hash && row.PersonId == of);
        if (await rows.AsNoTracking().SingleOrDefaultAsync(row => row.ExpiresAt > now, cancel) is not { } found) return null;

        // The row decides which of two with the same token was first.
        if (await rows.ExecuteDeleteAsync(cancel) == 0) return null;
        try
        {
            return (await Key(cancel)).OpenText(found.State, For(use, person));
        }
        catch (CryptographicException)
        {
            // Another session's.
            return null;
        }
    }

    private ValueTask<DataKey> Key(CancellationToken cancel) => vault.Organisation(DataKeyKind.Organisation, cancel);

    private static byte[] For(PasskeyUse use, Actor? person) => Context.Of(Kind(use), person?.PersonId.Value ?? Guid.Empty, person?.Session?.Value ?? Guid.Empty);

    private static string Kind(PasskeyUse use) => use switch
    {
        PasskeyUse.Adding => "passkey-adding",
        PasskeyUse.Proof => "passkey-proof",
        PasskeyUse.SignIn => "passkey-sign-in",
    };
}
