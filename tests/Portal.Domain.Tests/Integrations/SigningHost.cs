using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Portal.Domain.Integrations;
using Portal.Domain.Shared;
using Portal.Domain.Shared.Signatures;

namespace Portal.Domain.Tests.Integrations;

/// <summary>A hospital's back end with one signing key: makes good assertions, and any bad one that a test asks for.</summary>
internal sealed class SigningHost
{
    public const string PublicUrl = "https://portal.example.org";
    public const string Kid = "key-1";
    public static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-03-04T10:00:00Z", System.Globalization.CultureInfo.InvariantCulture);

    private static readonly RSA SharedRsa = RSA.Create(2048);

    private readonly Func<byte[], byte[]> sign;

    private SigningHost(AssertionAlgorithm algorithm, string publicJwk, Func<byte[], byte[]> sign)
    {
        this.sign = sign;
        Algorithm = algorithm;
        PublicJwk = publicJwk;
        Key = new AssertionKey(Integration, Kid, AssertionJwk.Parse(publicJwk, Kid).Value);
    }

    public AssertionAlgorithm Algorithm { get; }

    public IntegrationId Integration { get; } = Id.New<IntegrationId>();

    public string PublicJwk { get; }

    public AssertionKey Key { get; }

    public static SigningHost With(AssertionAlgorithm algorithm) => algorithm switch
    {
        AssertionAlgorithm.ES256 => Elliptic(algorithm, ECCurve.NamedCurves.nistP256, HashAlgorithmName.SHA256),
        AssertionAlgorithm.ES384 => Elliptic(algorithm, ECCurve.NamedCurves.nistP384, HashAlgorithmName.SHA384),
        AssertionAlgorithm.RS256 => new(algorithm, Jwk(SharedRsa, "RS256"), data => SharedRsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)),
        AssertionAlgorithm.PS256 => new(algorithm, Jwk(SharedRsa, "PS256"), data => SharedRsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pss)),
    };

    public static SigningHost Default() => With(AssertionAlgorithm.ES256);

    public JsonObject Header() => new() { ["alg"] = Algorithm.ToString(), ["kid"] = Kid, ["typ"] = "JWT" };

    public JsonObject Claims() => new()
    {
        ["iss"] = Integration.ToString(),
        ["aud"] = PublicUrl,
        ["sub"] = "urn:demo:mrn|MRN-0001",
        ["iat"] = Now.ToUnixTimeSeconds(),
        ["exp"] = Now.ToUnixTimeSeconds() + 120,
        ["jti"] = Id.New<EventId>().ToString(),
        ["origin"] = "https://hospital.example.org",
    };

    /// <summary>A signed assertion, good but for what is changed.</summary>
    public string Assertion(Action<JsonObject>? claims = null, Action<JsonObject>? header = null)
    {
        var (head, body) = (Header(), Claims());
        header?.Invoke(head);
        claims?.Invoke(body);
        return Sign(head.ToJsonString(), body.ToJsonString());
    }

    /// <summary>Signs whatever text it is given.</summary>
    public string Sign(string header, string claims) => Sign(Encoding.UTF8.GetBytes(header), Encoding.UTF8.GetBytes(claims));

    public string Sign(byte[] header, byte[] claims)
    {
        var input = $"{Base64Url.EncodeToString(header)}.{Base64Url.EncodeToString(claims)}";
        return $"{input}.{Base64Url.EncodeToString(SignBytes(input))}";
    }

    public byte[] SignBytes(string input) => sign(Encoding.ASCII.GetBytes(input));

    /// <summary>Both steps, as the portal takes them.</summary>
    public (HostAssertion? Assertion, AssertionDefect Defect) Present(string compact, DateTimeOffset? at = null, AssertionKey? key = null)
    {
        if (!UnverifiedAssertion.TryParse(compact, out var unverified, out var defect)) return (null, defect);
        unverified.TryVerify(key ?? Key, PublicUrl, at ?? Now, out var assertion, out defect);
        return (assertion, defect);
    }

    private static SigningHost Elliptic(AssertionAlgorithm algorithm, ECCurve curve, HashAlgorithmName hash)
    {
        var key = ECDsa.Create(curve);
        return new(algorithm, Jwk(key), data => key.SignData(data, hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
    }

    private static string Jwk(ECDsa key)
    {
        var point = key.ExportParameters(false).Q;
        var curve = point.X!.Length switch { 32 => "P-256", 48 => "P-384", _ => "P-521" };
        return new JsonObject { ["kty"] = "EC", ["crv"] = curve, ["x"] = Base64Url.EncodeToString(point.X), ["y"] = Base64Url.EncodeToString(point.Y) }.ToJsonString();
    }

    public static string Jwk(RSA key, string alg)
    {
        var numbers = key.ExportParameters(false);
        return new JsonObject
        {
            ["kty"] = "RSA",
            ["n"] = Base64Url.EncodeToString(numbers.Modulus),
            ["e"] = Base64Url.EncodeToString(numbers.Exponent),
            ["alg"] = alg,
        }.ToJsonString();
    }
}
