using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Identity.SecondFactor;

/// <summary>Ten codes of 50 random bits for the day the phone is lost: shown once, stored as keyed hashes, each good once.</summary>
internal sealed class RecoveryCodes(SecretTokens tokens)
{
    public const int Count = 10;

    /// <summary>Crockford's base32 in small letters: nothing in it reads as another.</summary>
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    private const int Half = 5;

    /// <summary>Ten new ones instead of all before, in the caller's transaction; the caller saves them.</summary>
    public async Task<List<string>> Renew(PortalDbContext context, Guid person, CancellationToken cancel)
    {
        await context.Set<RecoveryCodeRow>().Where(row => row.PersonId == person).ExecuteDeleteAsync(cancel);
        var codes = Enumerable.Range(0, Count).Select(_ => $"{RandomNumberGenerator.GetString(Alphabet, Half)}-{RandomNumberGenerator.GetString(Alphabet, Half)}").ToList();
        foreach (var code in codes) context.Add(new RecoveryCodeRow { PersonId = person, Hash = await Hash(person, code, cancel) });
        return codes;
    }

    /// <summary>Uses the code up; of two that come with it at once, one is right.</summary>
    public async Task<bool> Accept(PortalDbContext context, Guid person, string code, CancellationToken cancel)
    {
        if (Clean(code) is not { Length: Half + 1 + Half } clean) return false;
        var hash = await Hash(person, clean, cancel);
        return await context.Set<RecoveryCodeRow>().Where(row => row.PersonId == person && row.Hash == hash).ExecuteDeleteAsync(cancel) == 1;
    }

    private ValueTask<byte[]> Hash(Guid person, string code, CancellationToken cancel) => tokens.Hash($"recovery:{person:N}", code, cancel);

    /// <summary>As people write it down: capitals, spaces or no hyphen, the letters o, i and l for the digits they look like.</summary>
    private static string Clean(string code)
    {
        var letters = string.Concat(code.Take(40).Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant().Replace('o', '0').Replace('i', '1').Replace('l', '1');
        return letters.Length == 2 * Half ? $"{letters[..Half]}-{letters[Half..]}" : "";
    }
}
