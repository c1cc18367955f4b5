using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using Portal.Domain.Shared;
using Portal.Domain.Shared.Signatures;

namespace Portal.Domain.Integrations;

/// <summary>
/// A host-signed assertion as it came (JWS compact serialisation, RFC 7515; JWT, RFC 7519): well formed, and not to be trusted in anything.
/// <see cref="Issuer"/> and <see cref="Kid"/> say only which registered key to look up; what it claims is had from <see cref="TryVerify"/> alone.
/// </summary>
public sealed class UnverifiedAssertion
{
    private readonly string alg;
    private readonly byte[] signed;
    private readonly byte[] signature;
    private readonly JsonElement claims;

    private UnverifiedAssertion(string alg, string kid, IntegrationId issuer, byte[] signed, byte[] signature, JsonElement claims)
    {
        this.alg = alg;
        this.signed = signed;
        this.signature = signature;
        this.claims = claims;
        Kid = kid;
        Issuer = issuer;
    }

    public string Kid { get; }

    public IntegrationId Issuer { get; }

    /// <summary>
    /// The first step. Header members that name or carry a key (<c>jku</c>, <c>jwk</c>, <c>x5u</c>, <c>x5c</c>) are not even read: the key is a
    /// registered one or none.
    /// </summary>
    public static bool TryParse(string compact, [NotNullWhen(true)] out UnverifiedAssertion? assertion, out AssertionDefect defect)
    {
        (assertion, defect) = Parse(compact);
        return assertion is not null;
    }

    /// <summary>
    /// The second step, with the key that is registered for <see cref="Issuer"/> under <see cref="Kid"/>. <paramref name="publicUrl"/> is the portal's
    /// public address without a trailing slash. What remains for the caller: the origin and the identifier systems are the issuer's, and
    /// <see cref="HostAssertion.JwtId"/> is used once.
    /// </summary>
    public bool TryVerify(AssertionKey key, string publicUrl, DateTimeOffset now, [NotNullWhen(true)] out HostAssertion? assertion, out AssertionDefect defect)
    {
        (assertion, defect) = Verify(key, publicUrl, now);
        return assertion is not null;
    }

    private static (UnverifiedAssertion? Assertion, AssertionDefect Defect) Parse(string compact)
    {
        if (compact.Length > HostAssertion.Limit) return (null, AssertionDefect.TooLarge);
        if (compact.Split('.') is not [{ Length: > 0 } protectedHeader, { Length: > 0 } payload, { Length: > 0 } tail]) return (null, AssertionDefect.Malformed);
        if (!StrictJson.TryReadBase64Url(tail, out var signature)) return (null, AssertionDefect.Malformed);
        if (!TryReadPart(protectedHeader, out var header) || !TryReadPart(payload, out var claims)) return (null, AssertionDefect.Malformed);
        if (!header.TryGetText("alg", out var alg)) return (null, AssertionDefect.Algorithm);
        if (header.TryGetProperty("typ", out _) && !(header.TryGetText("typ", out var typ) && typ == "JWT")) return (null, AssertionDefect.Type);
        if (header.TryGetProperty("crit", out _)) return (null, AssertionDefect.Critical);
        if (!header.TryGetText("kid", out var kid) || !AssertionJwk.IsKid(kid)) return (null, AssertionDefect.Key);
        if (!claims.TryGetText("iss", out var iss) || !Id.TryParse<IntegrationId>(iss, out var issuer) || issuer.ToString() != iss) return (null, AssertionDefect.Issuer);
        var signedPart = Encoding.ASCII.GetBytes(compact[..(protectedHeader.Length + 1 + payload.Length)]);
        return (new UnverifiedAssertion(alg, kid, issuer, signedPart, signature, claims), AssertionDefect.None);
    }

    private (HostAssertion? Assertion, AssertionDefect Defect) Verify(AssertionKey key, string publicUrl, DateTimeOffset now)
    {
        if (key.Integration != Issuer) return (null, AssertionDefect.Issuer);
        if (key.Kid != Kid) return (null, AssertionDefect.Key);
        if (alg != key.Jwk.Algorithm.ToString()) return (null, AssertionDefect.Algorithm);
        if (!key.Jwk.Verifies(signed, signature)) return (null, AssertionDefect.Signature);
        var defect = AssertionClaims.TryRead(claims, Issuer, publicUrl, now, out var assertion);
        return (assertion, defect);
    }

    private static bool TryReadPart(string part, out JsonElement found)
    {
        found = default;
        return StrictJson.TryReadBase64Url(part, out var bytes) && StrictJson.TryReadObject(bytes, out found);
    }
}
