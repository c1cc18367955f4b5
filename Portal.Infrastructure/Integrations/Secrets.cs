using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Portal.Infrastructure.Shared.Keys;

namespace Portal.Infrastructure.Integrations;

/// <summary>
/// Secrets that the portal gives out: a prefix that secret scanners and people recognise, and 256 random bits in base64url. Only a keyed hash is stored,
/// so a dump of the database opens nothing and cannot be searched for a secret found elsewhere.
/// </summary>
internal sealed class Secrets(KeyVault vault)
{
    /// <summary>Of a session token.</summary>
    public const string Token = "pst_";

    /// <summary>Of an integration's key.</summary>
    public const string Key = "pik_";

    private const int RandomBytes = 32;
    private const int ShownLetters = 8;
    private static readonly int Length = Token.Length + Base64Url.GetEncodedLength(RandomBytes);

    public static string Make(string prefix) => prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));

    /// <summary>The public part that tells secrets apart: 12 characters, 48 of the 256 bits.</summary>
    public static string Shown(string secret) => secret[..(Token.Length + ShownLetters)];

    /// <summary>HMAC-SHA256; null for what is not of the form, which costs nothing to find out.</summary>
    public async ValueTask<byte[]?> Hash(string prefix, string secret, CancellationToken cancel)
    {
        if (secret.Length != Length || !secret.StartsWith(prefix, StringComparison.Ordinal)) return null;
        var key = await vault.Organisation(DataKeyKind.CredentialHash, cancel);
        return key.Fingerprint(Encoding.UTF8.GetBytes(secret));
    }
}
