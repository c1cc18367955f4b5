using System.Text;

namespace Portal.Infrastructure.Shared.Keys;

/// <summary>
/// Tokens by which sealed words are found: HMAC-SHA256 under the organisation's index key, over what kind of word it is and the word. Equal words give
/// equal tokens, and nobody without the key can guess one from the other.
/// </summary>
internal sealed class BlindIndex(KeyVault vault)
{
    /// <summary>How much of a token of a search word is stored, in bytes; a chance hit is as unlikely as a guessed UUID.</summary>
    public const int WordSize = 16;

    /// <summary>32 bytes, unique to an identifier: the system and the exact value.</summary>
    public async ValueTask<byte[]> Identifier(string system, string value, CancellationToken cancel) =>
        Token(await vault.Organisation(DataKeyKind.OrganisationIndex, cancel), "identifier", $"{system}\0{value}");

    /// <summary><see cref="WordSize"/> bytes each, in the order of the words.</summary>
    public async ValueTask<IReadOnlyList<byte[]>> Words(IEnumerable<string> words, CancellationToken cancel)
    {
        var key = await vault.Organisation(DataKeyKind.OrganisationIndex, cancel);
        return [.. words.Select(word => Token(key, "word", word)[..WordSize])];
    }

    private static byte[] Token(DataKey key, string kind, string text) => key.Token(Encoding.UTF8.GetBytes($"{kind}\0{text}"));
}
