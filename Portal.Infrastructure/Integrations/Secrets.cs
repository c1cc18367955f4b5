using System.Buffers.Text;
using Portal.Infrastructure.Identity;

namespace Portal.Infrastructure.Integrations;

/// <summary>
/// Secrets that hosts and their pages come with: a prefix that people and secret scanners recognise, and 256 random bits. Only a keyed hash is stored, so a
/// dump of the database opens nothing and cannot be searched for a secret found elsewhere.
/// </summary>
internal sealed class Secrets(SecretTokens tokens)
{
    /// <summary>Of a session token.</summary>
    public const string Token = "pst_";

    /// <summary>Of an integration's key.</summary>
    public const string Key = "pik_";

    /// <summary>Of a one-time link's code.</summary>
    public const string Link = "psl_";

    private const int RandomBytes = 32;
    private const int ShownLetters = 8;
    private static readonly int Length = Token.Length + Base64Url.GetEncodedLength(RandomBytes);

    public static string Make(string prefix) => prefix + SecretTokens.New();

    /// <summary>The public part that tells secrets apart: 12 characters, 48 of the 256 bits.</summary>
    public static string Shown(string secret) => secret[..(Token.Length + ShownLetters)];

    /// <summary>32 bytes; null for what is not of the form, which costs nothing to find out.</summary>
    public async ValueTask<byte[]?> Hash(string prefix, string secret, CancellationToken cancel) =>
        secret.Length == Length && secret.StartsWith(prefix, StringComparison.Ordinal) ? await tokens.Hash(prefix, secret, cancel) : null;
}
