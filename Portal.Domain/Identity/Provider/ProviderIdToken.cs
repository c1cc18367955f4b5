using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Portal.Domain.Shared;
using Portal.Domain.Shared.Signatures;

namespace Portal.Domain.Identity.Provider;

/// <summary>What is wrong with an ID token: for the audit only.</summary>
public enum ProviderDefect
{
    None = 0,

    /// <summary>Too large, not three parts of canonical base64url, or not JSON objects without repeated members.</summary>
    Malformed,

    /// <summary>The header's <c>alg</c> is not the one of the provider's key: <c>none</c> and keyed hashes are no key's.</summary>
    Algorithm,

    /// <summary>No <c>kid</c>, or none of the provider's keys.</summary>
    Key,
    Signature,
    Issuer,

    /// <summary><c>aud</c> does not name this portal, or <c>azp</c> names another.</summary>
    Audience,

    /// <summary><c>sub</c> is absent or longer than <see cref="ProviderIdToken.SubjectLimit"/>.</summary>
    Subject,

    /// <summary>Another sign-in's.</summary>
    Nonce,
    Expired,

    /// <summary>Times are absent, no numbers, in the future, or long past.</summary>
    Times,

    /// <summary>The provider did not do what <c>SignIn:Provider:RequireAmr</c> asks for.</summary>
    Amr,
}

/// <summary>What an ID token must say. <paramref name="Amr"/>: one of these is asked for; empty asks for none (RFC 8176).</summary>
public sealed record ProviderExpectation(string Issuer, string ClientId, string Nonce, string UserNameClaim, string? RoleClaim, IReadOnlyCollection<string> Amr)
{
    public override string ToString() => $"ProviderExpectation of {Issuer}";
}

/// <summary>What of it is used, after everything held. <paramref name="AuthenticatedAt"/>: when the person proved who is there, null where the provider does not say.</summary>
public sealed record ProviderClaims(string Subject, string? UserName, IReadOnlyList<string> Roles, DateTimeOffset? AuthenticatedAt = null)
{
    public override string ToString() => "ProviderClaims";
}

/// <summary>
/// An ID token as it came (OpenID Connect Core 1.0 section 3.1.3.7; JWS compact serialisation, RFC 7515). <see cref="Kid"/> says only which of the provider's
/// keys to look up; what it claims is had from <see cref="TryVerify"/> alone.
/// </summary>
public sealed class ProviderIdToken
{
    public const int Limit = 16 * 1024;
    public const int SubjectLimit = 128;

    /// <summary>How far two clocks may differ, either way.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    /// <summary>It is made for the code that was just exchanged; an old one is somebody's copy.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromMinutes(10);

    private readonly string alg;
    private readonly byte[] signed;
    private readonly byte[] signature;
    private readonly JsonElement claims;

    private ProviderIdToken(string alg, string kid, byte[] signed, byte[] signature, JsonElement claims)
    {
        (this.alg, this.signed, this.signature, this.claims) = (alg, signed, signature, claims);
        Kid = kid;
    }

    public string Kid { get; }

    /// <summary>Members of the header that name or carry a key are not read: the key is one of the provider's or none.</summary>
    public static bool TryParse(string compact, [NotNullWhen(true)] out ProviderIdToken? token, out ProviderDefect defect)
    {
        (token, defect) = Parse(compact);
        return token is not null;
    }

    public bool TryVerify(AssertionJwk key, ProviderExpectation expected, DateTimeOffset now, [NotNullWhen(true)] out ProviderClaims? verified, out ProviderDefect defect)
    {
        verified = null;
        defect = alg != key.Algorithm.ToString() ? ProviderDefect.Algorithm
            : !key.Verifies(signed, signature) ? ProviderDefect.Signature
            : Defect(expected, now);
        if (defect != ProviderDefect.None) return false;
        claims.TryGetText(expected.UserNameClaim, out var userName);
        verified = new ProviderClaims(Subject!, userName, expected.RoleClaim is { Length: > 0 } claim ? Texts(claim) : [], TryGetTime("auth_time", out var at) ? at : null);
        return true;
    }

    private string? Subject => claims.TryGetText("sub", out var subject) && TextRules.Objection(subject, SubjectLimit) is null ? subject : null;

    private static (ProviderIdToken? Token, ProviderDefect Defect) Parse(string compact)
    {
        if (compact.Length > Limit || compact.Split('.') is not [{ Length: > 0 } head, { Length: > 0 } payload, var tail]) return (null, ProviderDefect.Malformed);
        if (!TryReadPart(head, out var header) || !TryReadPart(payload, out var claims)) return (null, ProviderDefect.Malformed);
        if (!header.TryGetText("alg", out var alg) || header.TryGetProperty("crit", out _) || !Enum.TryParse<AssertionAlgorithm>(alg, out var known) || known.ToString() != alg) return (null, ProviderDefect.Algorithm);
        if (!StrictJson.TryReadBase64Url(tail, out var signature) || signature.Length == 0) return (null, ProviderDefect.Malformed);
        if (!header.TryGetText("kid", out var kid) || !AssertionJwk.IsKid(kid)) return (null, ProviderDefect.Key);
        return (new ProviderIdToken(alg, kid, Encoding.ASCII.GetBytes(compact[..(head.Length + 1 + payload.Length)]), signature, claims), ProviderDefect.None);
    }

    private ProviderDefect Defect(ProviderExpectation expected, DateTimeOffset now)
    {
        if (!claims.TryGetText("iss", out var issuer) || issuer != expected.Issuer) return ProviderDefect.Issuer;
        if (!IsFor(expected.ClientId)) return ProviderDefect.Audience;
        if (Subject is null) return ProviderDefect.Subject;
        if (!claims.TryGetText("nonce", out var nonce) || !AreEqual(nonce, expected.Nonce)) return ProviderDefect.Nonce;
        if (TimeDefect(now) is var times and not ProviderDefect.None) return times;
        return expected.Amr.Count > 0 && !Texts("amr").Any(expected.Amr.Contains) ? ProviderDefect.Amr : ProviderDefect.None;
    }

    /// <summary>Of several audiences, <c>azp</c> says for whom it was made.</summary>
    private bool IsFor(string client)
    {
        var audiences = Texts("aud");
        var hasParty = claims.TryGetProperty("azp", out _);
        var isParty = claims.TryGetText("azp", out var party) && party == client;
        return audiences.Contains(client, StringComparer.Ordinal) && (hasParty ? isParty : audiences.Count == 1);
    }

    private ProviderDefect TimeDefect(DateTimeOffset now)
    {
        if (!TryGetTime("exp", out var expires) || !TryGetTime("iat", out var issued)) return ProviderDefect.Times;
        if (expires <= now - Skew) return ProviderDefect.Expired;
        if (issued > now + Skew || issued < now - Fresh) return ProviderDefect.Times;
        return claims.TryGetProperty("nbf", out _) && (!TryGetTime("nbf", out var begins) || begins > now + Skew) ? ProviderDefect.Times : ProviderDefect.None;
    }

    private bool TryGetTime(string member, out DateTimeOffset at)
    {
        at = default;
        if (!claims.TryGetProperty(member, out var value) || value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var seconds)) return false;
        if (seconds is not (>= 0 and <= 253_402_300_799)) return false;
        at = DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000));
        return true;
    }

    /// <summary>A text, or an array of texts.</summary>
    private IReadOnlyList<string> Texts(string member)
    {
        if (!claims.TryGetProperty(member, out var value)) return [];
        return value.ValueKind switch
        {
            JsonValueKind.String => [value.GetString()!],
            JsonValueKind.Array => [.. value.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.String).Select(one => one.GetString()!)],
            _ => [],
        };
    }

    private static bool AreEqual(string left, string right) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(left), Encoding.UTF8.GetBytes(right));

    private static bool TryReadPart(string part, out JsonElement found)
    {
        found = default;
        return StrictJson.TryReadBase64Url(part, out var bytes) && StrictJson.TryReadObject(bytes, out found);
    }
}
