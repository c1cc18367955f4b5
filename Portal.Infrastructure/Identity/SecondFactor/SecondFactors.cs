using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Identity.SignIn;
using Portal.Domain.Shared;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Keys;

namespace Portal.Infrastructure.Identity.SecondFactor;

/// <summary>
/// Authenticator apps and recovery codes. Secrets are sealed, so that a dump of the database does not give second factors; a code of the app is good
/// once, also for two that come with it at the same time.
/// </summary>
internal sealed class SecondFactors(KeyVault vault, RecoveryCodes recovery, TimeProvider clock)
{
    private const string Issuer = "Care Portal";

    /// <summary>An app or a passkey: who has one enrols no other by the password alone.</summary>
    public static async Task<bool> IsOn(PortalDbContext context, Guid person, CancellationToken cancel) =>
        await HasApp(context, person, cancel) || await context.Set<IdentityUserPasskey<Guid>>().AnyAsync(row => row.UserId == person, cancel);

    public static Task<bool> HasApp(PortalDbContext context, Guid person, CancellationToken cancel) =>
        context.Set<SecondFactorRow>().AnyAsync(row => row.PersonId == person && row.Secret != null, cancel);

    public async Task<bool> Accept(PortalDbContext context, Guid person, string code, CancellationToken cancel)
    {
        var row = await context.Set<SecondFactorRow>().AsNoTracking().SingleOrDefaultAsync(factor => factor.PersonId == person, cancel);
        if (row?.Secret is not { } secret) return false;
        if (OneTimeCode.Match(await Open(person, secret, cancel), code, clock.GetUtcNow(), row.LastStep) is not { } step) return false;

        // The row decides which of two with the same code was first.
        return await context.Set<SecondFactorRow>().Where(factor => factor.PersonId == person && factor.LastStep < step)
            .ExecuteUpdateAsync(set => set.SetProperty(factor => factor.LastStep, step), cancel) == 1;
    }

    /// <summary>
    /// The secret that waits for its first code, made where there is none for <paramref name="viewer"/>; the caller saves it. The viewer is the ticket or the
    /// session that is shown the secret: nobody else ever sees it, so that whoever looked once and went away does not know the app that is confirmed later.
    /// </summary>
    public async Task<Enrolment> Begin(PortalDbContext context, StaffAccount account, Guid viewer, CancellationToken cancel)
    {
        var row = await context.Set<SecondFactorRow>().SingleOrDefaultAsync(factor => factor.PersonId == account.Id, cancel);
        if (row is null) context.Add(row = new SecondFactorRow { PersonId = account.Id });
        if (await Waiting(row, viewer, cancel) is not { } secret)
        {
            secret = RandomNumberGenerator.GetBytes(OneTimeCode.SecretSize);
            row.Pending = (await Key(cancel)).Seal(secret, Shown(account.Id, viewer));
        }

        return new Enrolment(OneTimeCode.Base32(secret), OneTimeCode.Uri(Issuer, account.UserName!, secret));
    }

    /// <summary>
    /// Takes the secret that waits for this viewer into use by its first code, in the caller's transaction; the answer is the new recovery codes.
    /// </summary>
    public async Task<Outcome<IReadOnlyList<string>>> Confirm(PortalDbContext context, Guid person, Guid viewer, string code, CancellationToken cancel)
    {
        var row = await context.Set<SecondFactorRow>().SingleOrDefaultAsync(factor => factor.PersonId == person, cancel);
        if (row is null || await Waiting(row, viewer, cancel) is not { } secret) return SignInRefusals.NotBegun;
        if (OneTimeCode.Match(secret, code, clock.GetUtcNow(), last: 0) is not { } step) return SignInRefusals.WrongCode;
        row.Secret = (await Key(cancel)).Seal(secret, Where(person));
        row.Pending = null;
        row.ConfirmedAt = clock.Now();
        row.LastStep = step;
        return await recovery.Renew(context, person, cancel);
    }

    /// <summary>For a lost phone: nothing is left of it, nor of the passkeys that may be on it.</summary>
    public static async Task Remove(PortalDbContext context, Guid person, CancellationToken cancel)
    {
        await context.Set<SecondFactorRow>().Where(row => row.PersonId == person).ExecuteDeleteAsync(cancel);
        await context.Set<RecoveryCodeRow>().Where(row => row.PersonId == person).ExecuteDeleteAsync(cancel);
        await context.Set<IdentityUserPasskey<Guid>>().Where(row => row.UserId == person).ExecuteDeleteAsync(cancel);
    }

    /// <summary>The secret that waits for this viewer; null where there is none, or one that was shown to somebody else.</summary>
    private async ValueTask<byte[]?> Waiting(SecondFactorRow row, Guid viewer, CancellationToken cancel)
    {
        if (row.Pending is not { } pending) return null;
        var key = await Key(cancel);
        try
        {
            return key.Open(pending, Shown(row.PersonId, viewer));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private async ValueTask<byte[]> Open(Guid person, byte[] data, CancellationToken cancel) => (await Key(cancel)).Open(data, Where(person));

    private ValueTask<DataKey> Key(CancellationToken cancel) => vault.Organisation(DataKeyKind.Organisation, cancel);

    private static byte[] Where(Guid person) => Context.Of("second-factor", person);

    private static byte[] Shown(Guid person, Guid viewer) => Context.Of("second-factor-shown", person, viewer);
}
