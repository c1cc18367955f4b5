using System.Buffers.Text;
using System.Numerics;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Portal.Domain.Integrations;
using Portal.Domain.Shared;
using Portal.Domain.Shared.Signatures;
using Portal.Domain.Tests.Integrations;

namespace Portal.Domain.Tests.Shared.Signatures;

public class AssertionJwkTests
{
    private const string Kid = SigningHost.Kid;

    private static readonly string Es256 = SigningHost.With(AssertionAlgorithm.ES256).PublicJwk;
    private static readonly string Rs256 = SigningHost.With(AssertionAlgorithm.RS256).PublicJwk;

    public static TheoryData<AssertionAlgorithm> Algorithms => new(Enum.GetValues<AssertionAlgorithm>());

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void A_good_key_knows_its_algorithm_and_is_the_same_after_being_stored(AssertionAlgorithm algorithm)
    {
        var host = SigningHost.With(algorithm);
        var stored = host.Key.Jwk.ToJson();
        var read = AssertionJwk.Parse(stored, Kid).Value;
        Assert.Equal(algorithm, read.Algorithm);
        Assert.Equal(stored, read.ToJson());
        Assert.Equal(AssertionDefect.None, host.Present(host.Assertion(), key: host.Key with { Jwk = read }).Defect);
    }

    [Fact]
    public void What_browsers_and_libraries_add_to_a_public_key_is_accepted_where_it_agrees() =>
        Assert.True(Parse(Es256, jwk =>
        {
            jwk["kid"] = Kid;
            jwk["use"] = "sig";
            jwk["alg"] = "ES256";
            jwk["key_ops"] = new JsonArray("verify");
            jwk["ext"] = true;
        }).IsOk);

    [Theory]
    [InlineData("kid", "\"another\"")]
    [InlineData("kid", "1")]
    [InlineData("use", "\"enc\"")]
    [InlineData("alg", "\"ES384\"")]
    [InlineData("alg", "\"HS256\"")]
    [InlineData("alg", "\"none\"")]
    [InlineData("key_ops", "[]")]
    [InlineData("key_ops", "[\"sign\"]")]
    [InlineData("key_ops", "[\"verify\",\"sign\"]")]
    [InlineData("key_ops", "\"verify\"")]
    [InlineData("kty", "\"oct\"")]
    [InlineData("kty", "\"OKP\"")]
    [InlineData("kty", "\"ec\"")]
    [InlineData("kty", "null")]
    [InlineData("crv", "\"P-384\"")]
    [InlineData("crv", "\"P-521\"")]
    [InlineData("crv", "\"secp256k1\"")]
    [InlineData("crv", "\"Ed25519\"")]
    [InlineData("x", "\"\"")]
    [InlineData("x", "\"AAAA\"")]
    [InlineData("x", "1")]
    [InlineData("n", "\"AQAB\"")]
    [InlineData("x5c", "[\"MIIB\"]")]
    [InlineData("x5u", "\"https://example.org\"")]
    [InlineData("d", "\"AQAB\"")]
    [InlineData("k", "\"AQAB\"")]
    public void A_member_that_is_wrong_strange_or_private_refuses_an_elliptic_key(string member, string json) =>
        AssertObjection(Parse(Es256, jwk => jwk[member] = JsonNode.Parse(json)));

    [Theory]
    [InlineData("kty")]
    [InlineData("crv")]
    [InlineData("x")]
    [InlineData("y")]
    public void An_elliptic_key_without_one_of_its_members_is_refused(string member) => AssertObjection(Parse(Es256, jwk => jwk.Remove(member)));

    [Theory]
    [InlineData("alg", null)]
    [InlineData("alg", "\"RS384\"")]
    [InlineData("alg", "\"ES256\"")]
    [InlineData("alg", "\"HS256\"")]
    [InlineData("n", null)]
    [InlineData("e", null)]
    [InlineData("e", "\"AQ\"")]
    [InlineData("e", "\"Aw\"")]
    [InlineData("e", "\"AQAA\"")]
    [InlineData("e", "\"AAEAAQ\"")]
    [InlineData("e", "\"AQAAAAE\"")]
    [InlineData("e", "\"\"")]
    [InlineData("x", "\"AQAB\"")]
    [InlineData("d", "\"AQAB\"")]
    [InlineData("p", "\"AQAB\"")]
    [InlineData("q", "\"AQAB\"")]
    [InlineData("dp", "\"AQAB\"")]
    [InlineData("dq", "\"AQAB\"")]
    [InlineData("qi", "\"AQAB\"")]
    [InlineData("oth", "[]")]
    public void A_member_that_is_absent_wrong_or_private_refuses_an_RSA_key(string member, string? json) =>
        AssertObjection(Parse(Rs256, jwk =>
        {
            jwk.Remove(member);
            if (json is not null) jwk[member] = JsonNode.Parse(json);
        }));

    [Fact]
    public void A_modulus_is_odd_has_2048_to_8192_bits_and_no_leading_zero()
    {
        foreach (var (bits, isGood) in new[] { (1024, false), (2047, false), (2048, true), (3072, true), (4096, true), (8192, true), (8193, false), (16_384, false) })
        {
            var odd = (BigInteger.One << (bits - 1)) + 1;
            Assert.Equal(isGood, Parse(Rs256, jwk => jwk["n"] = Number(odd)).IsOk);
            AssertObjection(Parse(Rs256, jwk => jwk["n"] = Number(odd + 1)));
        }

        var led = new byte[] { 0 }.Concat(Bytes((BigInteger.One << 2047) + 1)).ToArray();
        AssertObjection(Parse(Rs256, jwk => jwk["n"] = Base64Url.EncodeToString(led)));
    }

    [Theory]
    [InlineData(AssertionAlgorithm.ES256)]
    [InlineData(AssertionAlgorithm.ES384)]
    public void A_point_off_the_curve_beyond_the_field_or_shortened_is_refused(AssertionAlgorithm algorithm)
    {
        var jwk = SigningHost.With(algorithm).PublicJwk;
        var x = Base64Url.DecodeFromChars(JsonNode.Parse(jwk)!["x"]!.GetValue<string>());
        var changes = from place in Gen.Choose(0, (x.Length * 8) - 1) select Flipped(x, place);
        Prop.ForAll(changes.ToArbitrary(), changed => !Parse(jwk, key => key["x"] = Base64Url.EncodeToString(changed)).IsOk || IsOnCurveByLibrary(jwk, changed))
            .QuickCheckThrowOnFailure();
        AssertObjection(Parse(jwk, key => (key["x"], key["y"]) = (Zeros(x.Length), Zeros(x.Length))));
        AssertObjection(Parse(jwk, key => key["x"] = Base64Url.EncodeToString(Enumerable.Repeat((byte)0xFF, x.Length).ToArray())));
        AssertObjection(Parse(jwk, key => key["x"] = Base64Url.EncodeToString(x.AsSpan(1))));
        AssertObjection(Parse(jwk, key => key["x"] = Base64Url.EncodeToString([0, .. x])));
        AssertObjection(Parse(jwk, key => key["x"] = Base64Url.EncodeToString(x) + "="));
    }

    [Fact]
    public void Keys_that_the_platform_makes_are_on_the_curve()
    {
        foreach (var algorithm in new[] { AssertionAlgorithm.ES256, AssertionAlgorithm.ES384 })
            for (var count = 0; count < 20; count++)
                Assert.Equal(algorithm, SigningHost.With(algorithm).Key.Jwk.Algorithm);
    }

    [Theory]
    [InlineData("")]
    [InlineData("key")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"keys\":[]}")]
    [InlineData("{\"kty\":\"EC\",\"kty\":\"EC\"}")]
    public void What_is_no_key_at_all_is_refused(string json) => AssertObjection(AssertionJwk.Parse(json, Kid));

    private static Outcome<AssertionJwk> Parse(string jwk, Action<JsonObject> change)
    {
        var changed = JsonNode.Parse(jwk)!.AsObject();
        change(changed);
        return AssertionJwk.Parse(changed.ToJsonString(), Kid);
    }

    private static void AssertObjection(Outcome<AssertionJwk> outcome)
    {
        Assert.False(outcome.IsOk);
        Assert.Equal(RefusalKind.Validation, outcome.Refusal.Kind);
        Assert.Equal("jwk", Assert.Single(outcome.Refusal.Errors!).Key);
    }

    private static byte[] Flipped(byte[] bytes, int bit)
    {
        var copy = bytes.ToArray();
        copy[bit / 8] ^= (byte)(1 << (bit % 8));
        return copy;
    }

    private static bool IsOnCurveByLibrary(string jwk, byte[] x)
    {
        var key = JsonNode.Parse(jwk)!;
        var curve = x.Length == 32 ? ECCurve.NamedCurves.nistP256 : ECCurve.NamedCurves.nistP384;
        var y = Base64Url.DecodeFromChars(key["y"]!.GetValue<string>());
        try
        {
            using var made = ECDsa.Create(new ECParameters { Curve = curve, Q = new ECPoint { X = x, Y = y } });
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static string Zeros(int count) => Base64Url.EncodeToString(new byte[count]);

    private static byte[] Bytes(BigInteger number) => number.ToByteArray(isUnsigned: true, isBigEndian: true);

    private static string Number(BigInteger number) => Base64Url.EncodeToString(Bytes(number));
}
