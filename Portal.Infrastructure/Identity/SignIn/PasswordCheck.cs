using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Portal.Infrastructure.Identity.SignIn;

/// <summary>
/// Compares passwords; where there is no account or no password, against a hash of nobody's, so that it takes the same work. A comparison keeps a
/// processor busy for a tenth of a second: at most half of the processors compare at once, so that a flood of attempts leaves the rest to the messages.
/// </summary>
internal sealed class PasswordCheck(IPasswordHasher<StaffAccount> hasher) : IDisposable
{
    private static readonly StaffAccount Nobody = new();
    private readonly SemaphoreSlim processors = new(Math.Max(1, Environment.ProcessorCount / 2));
    private readonly Lazy<string> nobodys = new(() => hasher.HashPassword(Nobody, SecretTokens.New()));

    public async Task<bool> IsRight(StaffUnit unit, StaffAccount account, string password, CancellationToken cancel)
    {
        if (account.PasswordHash is not { } hash)
        {
            await Burn(password, cancel);
            return false;
        }

        var result = await Verify(account, hash, password, cancel);
        if (result == PasswordVerificationResult.SuccessRehashNeeded)
        {
            var better = hasher.HashPassword(account, password);
            await unit.Context.Users.Where(row => row.Id == account.Id && row.PasswordHash == hash)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.PasswordHash, better), cancel);
        }

        return result != PasswordVerificationResult.Failed;
    }

    public Task Burn(string password, CancellationToken cancel) => Verify(Nobody, hash: null, password, cancel);

    public void Dispose() => processors.Dispose();

    private async Task<PasswordVerificationResult> Verify(StaffAccount account, string? hash, string password, CancellationToken cancel)
    {
        await processors.WaitAsync(cancel);
        try
        {
            return hasher.VerifyHashedPassword(account, hash ?? nobodys.Value, password);
        }
        finally
        {
            processors.Release();
        }
    }
}
