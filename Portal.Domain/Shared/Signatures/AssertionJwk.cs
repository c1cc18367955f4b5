using System.Buffers.Text;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Portal.Domain.Shared.Signatures;

/// <summary>
/// The public key of an integration that signs assertions (RFC 7517, RFC 7518 section 6): an EC key on P-256 (ES256) or P-384 (ES384), or an RSA
/// key of 2,048 to 8,192 bits whose <c>alg</c> says RS256 or PS256. Once parsed it is known to be well formed and to hold nothing private.
/// </summary>
public sealed class AssertionJwk
{
    public const int KidLimit = 100;
    private const int SmallestModulusBits = 2_048;
    private const int LargestModulusBits = 8_192;

    private static readonly string[] Private = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];
    private static readonly string[] Used = ["kty", "crv", "x", "y", "n", "e", "alg", "use", "key_ops", "kid", "ext"];

    private readonly byte[] first;
    private readonly byte[] second;

    private AssertionJwk(AssertionAlgorithm algorithm, byte[] first, byte[] second)
    {
        Algorithm = algorithm;
        this.first = first;
        this.second = second;
    }

    /// <summary>The one signature that this key makes.</summary>
    public AssertionAlgorithm Algorithm { get; }

    private bool IsElliptic => Algorithm is AssertionAlgorithm.ES256 or AssertionAlgorithm.ES384;

    /// <summary>What can name a key: 1 to <see cref="KidLimit"/> characters that can be read.</summary>
    public static bool IsKid(string? kid) => TextRules.Objection(kid, KidLimit) is null;

    /// <summary>
    /// A validation refusal under the path <c>jwk</c> for anything that is not such a key. <paramref name="kid"/> is what the key is registered
    /// under: a <c>kid</c> inside must say the same.
    /// </summary>
    public static Outcome<AssertionJwk> Parse(string json, string kid)
    {
        if (!StrictJson.TryReadObject(Encoding.UTF8.GetBytes(json), out var jwk)) return Objection("must be a JSON object without repeated members");
        if (Private.Any(member => jwk.TryGetProperty(member, out _))) return Objection("must be a public key: it has private members");
        if (jwk.EnumerateObject().Any(member => !Used.Contains(member.Name, StringComparer.Ordinal))) return Objection("has members that are not used here");
        if (Has(jwk, "kid") && !Says(jwk, "kid", kid)) return Objection("kid must be the one that the key is registered under");
        if (Has(jwk, "use") && !Says(jwk, "use", "sig")) return Objection("use must be sig");
        if (jwk.TryGetProperty("key_ops", out var operations) && !OnlyVerifies(operations)) return Objection("key_ops must be verify");
        if (Says(jwk, "kty", "EC")) return Elliptic(jwk);
        return Says(jwk, "kty", "RSA") ? Rsa(jwk) : Objection("kty must be EC or RSA");
    }

    /// <summary>The key as it is stored: its own members and <c>alg</c>, nothing else. <see cref="Parse"/> reads it back.</summary>
    public string ToJson() => JsonSerializer.Serialize(
        IsElliptic
            ? new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["kty"] = "EC",
                ["crv"] = Algorithm == AssertionAlgorithm.ES256 ? "P-256" : "P-384",
                ["x"] = Base64Url.EncodeToString(first),
                ["y"] = Base64Url.EncodeToString(second),
                ["alg"] = Algorithm.ToString(),
            }
            : new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["kty"] = "RSA",
                ["n"] = Base64Url.EncodeToString(first),
                ["e"] = Base64Url.EncodeToString(second),
                ["alg"] = Algorithm.ToString(),
            });

    /// <summary>Whether the signature, in the form of RFC 7518 and of exactly its length, is this key's over the data.</summary>
    public bool Verifies(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != (IsElliptic ? first.Length + second.Length : first.Length)) return false;
        return Algorithm switch
        {
            AssertionAlgorithm.ES256 => VerifiesElliptic(ECCurve.NamedCurves.nistP256, HashAlgorithmName.SHA256, data, signature),
            AssertionAlgorithm.ES384 => VerifiesElliptic(ECCurve.NamedCurves.nistP384, HashAlgorithmName.SHA384, data, signature),
            AssertionAlgorithm.RS256 => VerifiesRsa(RSASignaturePadding.Pkcs1, data, signature),
            AssertionAlgorithm.PS256 => VerifiesRsa(RSASignaturePadding.Pss, data, signature),
        };
    }

    private static Outcome<AssertionJwk> Elliptic(JsonElement jwk)
    {
        if (Has(jwk, "n") || Has(jwk, "e")) return Objection("has members of another kind of key");
        if (!jwk.TryGetText("crv", out var curve) || curve is not ("P-256" or "P-384")) return Objection("crv must be P-256 or P-384");
        var (algorithm, size) = curve == "P-256" ? (AssertionAlgorithm.ES256, 32) : (AssertionAlgorithm.ES384, 48);
        if (Has(jwk, "alg") && !Says(jwk, "alg", algorithm.ToString())) return Objection("alg must be the one of the curve");
        if (!TryGetBytes(jwk, "x", out var x) || !TryGetBytes(jwk, "y", out var y) || x.Length != size || y.Length != size)
            return Objection("x and y must be base64url coordinates of the curve's full length");
        var isOnCurve = algorithm == AssertionAlgorithm.ES256 ? EllipticPoint.IsOnP256(x, y) : EllipticPoint.IsOnP384(x, y);
        return isOnCurve ? new AssertionJwk(algorithm, x, y) : Objection("x and y must be a point of the curve");
    }

    private static Outcome<AssertionJwk> Rsa(JsonElement jwk)
    {
        if (Has(jwk, "crv") || Has(jwk, "x") || Has(jwk, "y")) return Objection("has members of another kind of key");
        if (!jwk.TryGetText("alg", out var alg) || alg is not ("RS256" or "PS256")) return Objection("alg must be RS256 or PS256");
        if (!TryGetBytes(jwk, "n", out var n) || !TryGetBytes(jwk, "e", out var e) || n is [] or [0, ..] || e is [] or [0, ..])
            return Objection("n and e must be base64url numbers without leading zeros");
        var modulus = new BigInteger(n, isUnsigned: true, isBigEndian: true);
        if (modulus.GetBitLength() is < SmallestModulusBits or > LargestModulusBits || modulus.IsEven) return Objection("n must be an odd number of 2048 to 8192 bits");
        var exponent = new BigInteger(e, isUnsigned: true, isBigEndian: true);
        if (exponent < 65_537 || exponent > uint.MaxValue || exponent.IsEven) return Objection("e must be an odd number of 65537 to 4294967295");
        return new AssertionJwk(alg == "RS256" ? AssertionAlgorithm.RS256 : AssertionAlgorithm.PS256, n, e);
    }

    private bool VerifiesElliptic(ECCurve curve, HashAlgorithmName hash, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        using var key = ECDsa.Create(new ECParameters { Curve = curve, Q = new ECPoint { X = first, Y = second } });
        return key.VerifyData(data, signature, hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    private bool VerifiesRsa(RSASignaturePadding padding, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        using var key = RSA.Create(new RSAParameters { Modulus = first, Exponent = second });
        return key.VerifyData(data, signature, HashAlgorithmName.SHA256, padding);
    }

    private static bool Has(JsonElement jwk, string member) => jwk.TryGetProperty(member, out _);

    private static bool Says(JsonElement jwk, string member, string text) => jwk.TryGetText(member, out var found) && found == text;

    private static bool OnlyVerifies(JsonElement operations) =>
        operations.ValueKind == JsonValueKind.Array
        && operations.GetArrayLength() == 1
        && operations[0].ValueKind == JsonValueKind.String
        && operations[0].GetString() == "verify";

    private static bool TryGetBytes(JsonElement jwk, string member, out byte[] bytes)
    {
        bytes = [];
        if (!jwk.TryGetText(member, out var text) || !StrictJson.TryReadBase64Url(text, out var read)) return false;
        bytes = read;
        return true;
    }

    private static Refusal Objection(string message) => Refusal.Invalid("jwk", message);
}

/// <summary>A key as it is registered: whose it is and under which name.</summary>
public sealed record AssertionKey(IntegrationId Integration, string Kid, AssertionJwk Jwk);
