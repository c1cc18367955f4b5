using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Portal.Infrastructure.Shared.Keys;

namespace Portal.Infrastructure.Identity;

/// <summary>
/// What is handed out and comes back: 256 random bits in base64url (43 characters). Stored is HMAC-SHA256 under the organisation's credential key, with
/// the kind in front, so that a dump gives no token and no token serves as another kind.
/// </summary>
internal sealed class SecretTokens(KeyVault vault)
{
    private const int Size = 32;
    private const int Longest = 64;

    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Size));

    public async ValueTask<byte[]> Hash(string kind, string token, CancellationToken cancel) =>
        (await vault.Organisation(DataKeyKind.CredentialHash, cancel)).Token(Encoding.UTF8.GetBytes($"{kind}:{token}"));

    /// <summary>Null for what cannot be one of ours, before anything is computed or asked.</summary>
    public async ValueTask<byte[]?> HashOf(string kind, string? token, CancellationToken cancel, int longest = Longest) =>
        token is { Length: > 0 } && token.Length <= longest ? await Hash(kind, token, cancel) : null;
}
