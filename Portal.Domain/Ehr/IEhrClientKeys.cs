using Portal.Domain.Identity;

namespace Portal.Domain.Ehr;

/// <summary>The keys by which the portal proves to EHRs who it is (SMART Backend Services). The private halves never leave the key store unwrapped.</summary>
public interface IEhrClientKeys
{
    /// <summary>Every key that may have signed or may soon sign, oldest first; the first ones are made when they are first asked for.</summary>
    [DecidesNothing("public keys are for whoever asks: an EHR verifies with them")]
    Task<IReadOnlyList<PublicJwk>> Published(CancellationToken cancel);

    /// <summary>
    /// Makes a new next key for each signature; the next one so far signs from now on, the one that signed so far stays published until the next time, and
    /// what came before it is destroyed. Done twice, a key that became known is gone. Nodes follow within a minute.
    /// </summary>
    [DecidesNothing("a console command of whoever holds the connection strings and the keys")]
    Task Rotate(CancellationToken cancel);
}

/// <summary>A public key as RFC 7517 and RFC 7518 section 6 write it: numbers in base64url.</summary>
/// <param name="Kid">Its name.</param>
/// <param name="Kty"><c>EC</c> or <c>RSA</c>.</param>
/// <param name="Alg"><c>ES384</c> or <c>RS384</c>: the one signature it makes.</param>
public sealed record PublicJwk(string Kid, string Kty, string Alg)
{
    public string? Crv { get; init; }

    public string? X { get; init; }

    public string? Y { get; init; }

    public string? N { get; init; }

    public string? E { get; init; }
}
