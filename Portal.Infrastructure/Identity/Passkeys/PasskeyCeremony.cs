using System.Buffers.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Identity;
using Portal.Domain.Identity.SignIn;

namespace Portal.Infrastructure.Identity.Passkeys;

/// <summary>
/// The ceremonies of WebAuthn by ASP.NET Core Identity's own handler. It asks for a request's context only where origin and host name are not configured;
/// here they are (<see cref="PasskeySettings"/>), so it gets an empty one.
/// </summary>
internal sealed class PasskeyCeremony(PasskeyChallenges challenges)
{
    public async Task<PasskeyChallenge> BeginAdding(StaffUnit unit, StaffAccount account, Actor actor, CancellationToken cancel)
    {
        var made = await unit.Passkeys.MakeCreationOptionsAsync(
            new PasskeyUserEntity { Id = account.Id.ToString(), Name = account.UserName!, DisplayName = account.DisplayName }, new DefaultHttpContext());
        return new PasskeyChallenge(await challenges.Issue(unit.Context, PasskeyUse.Adding, actor, made.AttestationState!, cancel), made.CreationOptionsJson);
    }

    /// <summary>Of this person's passkeys, or of anybody's where nobody is known yet.</summary>
    public async Task<PasskeyChallenge> BeginAsking(StaffUnit unit, PasskeyUse use, StaffAccount? account, Actor? actor, CancellationToken cancel)
    {
        var made = await unit.Passkeys.MakeRequestOptionsAsync(account, new DefaultHttpContext());
        return new PasskeyChallenge(await challenges.Issue(unit.Context, use, actor, made.AssertionState!, cancel), made.RequestOptionsJson);
    }

    /// <summary>The new passkey, not yet kept; null where it is not accepted.</summary>
    public async Task<UserPasskeyInfo?> Added(StaffUnit unit, Actor actor, PasskeyAnswer answer, CancellationToken cancel)
    {
        if (await challenges.Take(unit.Context, PasskeyUse.Adding, actor, answer.Token, cancel) is not { } state || IsTooLong(answer)) return null;
        var result = await unit.Passkeys.PerformAttestationAsync(
            new PasskeyAttestationContext { HttpContext = new DefaultHttpContext(), CredentialJson = answer.Credential, AttestationState = state });
        return result.Succeeded && result.UserEntity.Id == actor.PersonId.Value.ToString() ? result.Passkey : null;
    }

    /// <summary>
    /// Whose passkey has signed the challenge; the account's row is held from before the passkey is read, so that of two answers with one count the second
    /// is refused. The caller has begun a transaction and saves.
    /// </summary>
    public async Task<PasskeyOwner> Answered(StaffUnit unit, PasskeyUse use, Actor? actor, PasskeyAnswer answer, CancellationToken cancel)
    {
        if (await challenges.Take(unit.Context, use, actor, answer.Token, cancel) is not { } state || IsTooLong(answer)) return PasskeyOwner.Nobody;
        if (IdOf(answer) is not { } id) return PasskeyOwner.Nobody;
        var keys = unit.Context.Set<IdentityUserPasskey<Guid>>().Where(row => row.CredentialId == id);
        if (await keys.Select(row => (Guid?)row.UserId).SingleOrDefaultAsync(cancel) is not { } owner) return PasskeyOwner.Nobody;
        await unit.Hold(owner, cancel);
        var result = await unit.Passkeys.PerformAssertionAsync(
            new PasskeyAssertionContext { HttpContext = new DefaultHttpContext(), CredentialJson = answer.Credential, AssertionState = state });
        if (await unit.Find(owner, cancel) is not { } account) return PasskeyOwner.Nobody;
        if (!result.Succeeded || result.User.Id != owner || !account.IsActive) return new PasskeyOwner(account, IsProven: false);
        var kept = await keys.SingleAsync(cancel);
        kept.Data.SignCount = result.Passkey.SignCount;
        kept.Data.IsBackedUp = result.Passkey.IsBackedUp;
        return new PasskeyOwner(account, IsProven: true);
    }

    private static bool IsTooLong(PasskeyAnswer answer) => answer.Credential.Length > PasskeyAnswer.LongestCredential;

    private static byte[]? IdOf(PasskeyAnswer answer)
    {
        try
        {
            using var credential = JsonDocument.Parse(answer.Credential);
            return Base64Url.DecodeFromChars(credential.RootElement.GetProperty("id").GetString());
        }
        catch (Exception error) when (error is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }
}

/// <summary>Whose passkey it is, where it is anybody's, and whether the answer is right.</summary>
internal sealed record PasskeyOwner(StaffAccount? Account, bool IsProven)
{
    public static readonly PasskeyOwner Nobody = new(null, IsProven: false);
}
