using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Portal.Domain.Integrations;
using Portal.Domain.Shared.Signatures;

namespace Portal.Domain.Tests.Integrations;

/// <summary>What an attacker sends: the invalid classes of the published JWS test suites, and every change of one character.</summary>
public class AssertionForgeryTests
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    public static TheoryData<AssertionAlgorithm> Algorithms => new(Enum.GetValues<AssertionAlgorithm>());

    [Trait("ASVS", "9.1.2")]
    [Theory]
    [MemberData(nameof(Algorithms))]
    public void No_other_algorithm_than_the_keys_is_accepted_whatever_the_header_says(AssertionAlgorithm algorithm)
    {
        var host = SigningHost.With(algorithm);
        string[] others = ["none", "None", "NONE", "", "HS256", "HS384", "HS512", "ES512", "ES256K", "EdDSA", "RS1", "RS384", "PS512", "es256", "rs256"];
        foreach (var other in others.Concat(Enum.GetNames<AssertionAlgorithm>()).Where(name => name != algorithm.ToString()))
            Assert.Equal(AssertionDefect.Algorithm, host.Present(host.Assertion(header: header => header["alg"] = other)).Defect);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("null")]
    [InlineData("1")]
    [InlineData("[\"ES256\"]")]
    public void An_algorithm_that_is_absent_or_no_text_is_refused(string? json)
    {
        var host = SigningHost.Default();
        var assertion = host.Assertion(header: header =>
        {
            header.Remove("alg");
            if (json is not null) header["alg"] = JsonNode.Parse(json);
        });
        Assert.Equal(AssertionDefect.Algorithm, host.Present(assertion).Defect);
    }

    [Trait("ASVS", "6.8.2")]
    [Trait("ASVS", "9.1.1")]
    [Trait("ASVS", "9.1.2")]
    [Theory]
    [MemberData(nameof(Algorithms))]
    public void An_unsigned_assertion_is_refused(AssertionAlgorithm algorithm)
    {
        var host = SigningHost.With(algorithm);
        var parts = host.Assertion().Split('.');
        Assert.Equal(AssertionDefect.Malformed, host.Present($"{parts[0]}.{parts[1]}.").Defect);
        Assert.Equal(AssertionDefect.Malformed, host.Present($"{parts[0]}.{parts[1]}").Defect);
        var none = host.Assertion(header: header => header["alg"] = "none").Split('.');
        Assert.Equal(AssertionDefect.Malformed, host.Present($"{none[0]}.{none[1]}.").Defect);
    }

    [Trait("ASVS", "9.1.2")]
    [Theory]
    [MemberData(nameof(Algorithms))]
    public void A_keyed_hash_under_the_public_key_is_refused_even_when_the_header_names_the_keys_algorithm(AssertionAlgorithm algorithm)
    {
        var host = SigningHost.With(algorithm);
        foreach (var named in new[] { "HS256", algorithm.ToString() })
        {
            var parts = host.Assertion(header: header => header["alg"] = named).Split('.');
            var input = $"{parts[0]}.{parts[1]}";
            foreach (var secret in new[] { host.PublicJwk, host.Key.Jwk.ToJson() })
            {
                var mac = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.ASCII.GetBytes(input));
                Assert.NotEqual(AssertionDefect.None, host.Present($"{input}.{Base64Url.EncodeToString(mac)}").Defect);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void A_signature_of_another_length_is_refused(AssertionAlgorithm algorithm)
    {
        var host = SigningHost.With(algorithm);
        var good = host.Assertion();
        var input = good[..good.LastIndexOf('.')];
        var signature = host.SignBytes(input);
        byte[][] others = [[0], signature[..^1], signature[1..], [.. signature, 0], [0, .. signature], [.. signature, .. signature]];
        foreach (var other in others)
            Assert.Equal(AssertionDefect.Signature, host.Present($"{input}.{Base64Url.EncodeToString(other)}").Defect);
        Assert.Equal(AssertionDefect.None, host.Present($"{input}.{Base64Url.EncodeToString(signature)}").Defect);
    }

    [Theory]
    [InlineData(AssertionAlgorithm.ES256)]
    [InlineData(AssertionAlgorithm.ES384)]
    public void An_elliptic_signature_with_a_zero_an_order_or_a_wrapping_is_refused(AssertionAlgorithm algorithm)
    {
        var host = SigningHost.With(algorithm);
        var good = host.Assertion();
        var input = good[..good.LastIndexOf('.')];
        var signature = host.SignBytes(input);
        var half = signature.Length / 2;
        var (r, s, zero, full) = (signature[..half], signature[half..], new byte[half], Enumerable.Repeat((byte)0xFF, half).ToArray());
        var order = Convert.FromHexString(algorithm == AssertionAlgorithm.ES256
            ? "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551"
            : "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973");
        byte[][] others = [[.. zero, .. zero], [.. zero, .. s], [.. r, .. zero], [.. order, .. s], [.. r, .. order], [.. full, .. full], [.. s, .. r]];
        foreach (var other in others)
            Assert.Equal(AssertionDefect.Signature, host.Present($"{input}.{Base64Url.EncodeToString(other)}").Defect);
    }

    [Fact]
    public void A_signature_in_DER_is_refused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var point = key.ExportParameters(false).Q;
        var jwk = $$"""{"kty":"EC","crv":"P-256","x":"{{Base64Url.EncodeToString(point.X)}}","y":"{{Base64Url.EncodeToString(point.Y)}}"}""";
        var parsed = AssertionJwk.Parse(jwk, "k").Value;
        var data = "signed"u8.ToArray();
        Assert.True(parsed.Verifies(data, key.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation)));
        Assert.False(parsed.Verifies(data, key.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)));
    }

    [Theory]
    [InlineData(AssertionAlgorithm.RS256)]
    [InlineData(AssertionAlgorithm.PS256)]
    public void An_RSA_signature_of_zeros_of_the_modulus_or_of_the_other_padding_is_refused(AssertionAlgorithm algorithm)
    {
        var host = SigningHost.With(algorithm);
        var other = SigningHost.With(algorithm == AssertionAlgorithm.RS256 ? AssertionAlgorithm.PS256 : AssertionAlgorithm.RS256);
        var good = host.Assertion();
        var input = good[..good.LastIndexOf('.')];
        var modulus = Base64Url.DecodeFromChars(JsonNode.Parse(host.PublicJwk)!["n"]!.GetValue<string>());
        byte[] one = [.. new byte[modulus.Length - 1], 1];
        foreach (var forged in new[] { new byte[modulus.Length], one, modulus, other.SignBytes(input) })
            Assert.Equal(AssertionDefect.Signature, host.Present($"{input}.{Base64Url.EncodeToString(forged)}").Defect);
    }

    [Fact]
    public void Another_key_another_kid_and_another_integration_are_refused()
    {
        var host = SigningHost.Default();
        var stranger = SigningHost.Default();
        var good = host.Assertion();
        Assert.Equal(AssertionDefect.Signature, host.Present(good, key: new AssertionKey(host.Integration, SigningHost.Kid, stranger.Key.Jwk)).Defect);
        Assert.Equal(AssertionDefect.Key, host.Present(good, key: host.Key with { Kid = "key-2" }).Defect);
        Assert.Equal(AssertionDefect.Issuer, host.Present(good, key: stranger.Key).Defect);
        Assert.Equal(AssertionDefect.Issuer, host.Present(good, key: host.Key with { Integration = stranger.Integration }).Defect);
        Assert.Equal(AssertionDefect.Issuer, host.Present(host.Assertion(claims => claims["iss"] = stranger.Integration.ToString())).Defect);
    }

    [Fact]
    public void A_key_that_the_assertion_brings_or_points_to_is_not_read()
    {
        var host = SigningHost.Default();
        var thief = SigningHost.Default();
        var stolen = thief.Assertion(
            claims => claims["iss"] = host.Integration.ToString(),
            header =>
            {
                header["jwk"] = JsonNode.Parse(thief.PublicJwk);
                header["jku"] = "https://thief.example.org/keys.json";
                header["x5u"] = "https://thief.example.org/chain.pem";
                header["x5c"] = new JsonArray("MIIB");
            });
        Assert.Equal(AssertionDefect.Signature, host.Present(stolen).Defect);
        Assert.Equal(AssertionDefect.None, host.Present(host.Assertion(header: header => header["jku"] = "https://thief.example.org/keys.json")).Defect);
    }

    [Theory]
    [InlineData(null, AssertionDefect.None)]
    [InlineData("\"JWT\"", AssertionDefect.None)]
    [InlineData("\"jwt\"", AssertionDefect.Type)]
    [InlineData("\"JOSE\"", AssertionDefect.Type)]
    [InlineData("\"at+jwt\"", AssertionDefect.Type)]
    [InlineData("null", AssertionDefect.Type)]
    [InlineData("1", AssertionDefect.Type)]
    public void The_type_is_absent_or_JWT(string? json, AssertionDefect expected)
    {
        var host = SigningHost.Default();
        var assertion = host.Assertion(header: header =>
        {
            header.Remove("typ");
            if (json is not null) header["typ"] = JsonNode.Parse(json);
        });
        Assert.Equal(expected, host.Present(assertion).Defect);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("[\"b64\"]")]
    [InlineData("[\"exp\"]")]
    [InlineData("null")]
    [InlineData("\"\"")]
    public void Nothing_critical_is_understood(string json)
    {
        var host = SigningHost.Default();
        var assertion = host.Assertion(header: header =>
        {
            header["crit"] = JsonNode.Parse(json);
            header["b64"] = false;
        });
        Assert.Equal(AssertionDefect.Critical, host.Present(assertion).Defect);
    }

    [Fact]
    public void A_kid_is_a_short_readable_text_and_nothing_is_made_of_it_but_a_comparison()
    {
        var host = SigningHost.Default();
        foreach (var kid in new[] { "", " ", "a\u0000b", new string('k', AssertionJwk.KidLimit + 1), new string('k', 10_000) })
            Assert.Equal(AssertionDefect.Key, host.Present(host.Assertion(header: header => header["kid"] = kid)).Defect);
        foreach (var kid in new[] { "../../key-1", "key-1' or '1'='1", "KEY-1", "key-1 " })
            Assert.Equal(AssertionDefect.Key, host.Present(host.Assertion(header: header => header["kid"] = kid)).Defect);
        Assert.Equal(AssertionDefect.Key, host.Present(host.Assertion(header: header => header.Remove("kid"))).Defect);
        Assert.Equal(AssertionDefect.Key, host.Present(host.Assertion(header: header => header["kid"] = 1)).Defect);
    }

    [Fact]
    public void A_member_that_stands_twice_is_refused_at_any_depth_and_however_it_is_spelled()
    {
        var host = SigningHost.Default();
        var (header, claims) = (host.Header().ToJsonString(), host.Claims().ToJsonString());
        string Behind(string json, string more) => $"{json[..^1]},{more}}}";
        Assert.Equal(AssertionDefect.None, host.Present(host.Sign(header, Behind(claims, "\"x\":{\"a\":1,\"b\":1}"))).Defect);
        Assert.Equal(AssertionDefect.Malformed, host.Present(host.Sign(Behind(header, "\"alg\":\"ES256\""), claims)).Defect);
        Assert.Equal(AssertionDefect.Malformed, host.Present(host.Sign(Behind(header, "\"\\u0061lg\":\"ES256\""), claims)).Defect);
        Assert.Equal(AssertionDefect.Malformed, host.Present(host.Sign(header, Behind(claims, "\"sub\":\"urn:demo:mrn|MRN-0002\""))).Defect);
        Assert.Equal(AssertionDefect.Malformed, host.Present(host.Sign(header, Behind(claims, "\"x\":{\"a\":1,\"a\":2}"))).Defect);
        Assert.Equal(AssertionDefect.Malformed, host.Present(host.Sign(header, Behind(claims, "\"x\":[{\"a\":1,\"a\":2}]"))).Defect);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("{")]
    [InlineData("{} {}")]
    [InlineData("{}x")]
    [InlineData("{/*c*/}")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{\"a\":\"\\ud800\"}")]
    [InlineData("{\"\\ud800\":1}")]
    [InlineData("\uFEFF{}")]
    [InlineData("{\"a\":[[[[[[[[[[]]]]]]]]]]}")]
    public void What_is_not_one_JSON_object_is_malformed(string text)
    {
        var host = SigningHost.Default();
        Assert.Equal(AssertionDefect.Malformed, host.Present(host.Sign(text, host.Claims().ToJsonString())).Defect);
        Assert.Equal(AssertionDefect.Malformed, host.Present(host.Sign(host.Header().ToJsonString(), text)).Defect);
    }

    [Fact]
    public void What_is_not_UTF_8_is_malformed()
    {
        var host = SigningHost.Default();
        var header = Encoding.UTF8.GetBytes(host.Header().ToJsonString());
        byte[][] wrong = [[.. "{\"a\":\""u8, 0xC3, .. "\"}"u8], [.. "{\"a\":\""u8, 0xED, 0xA0, 0x80, .. "\"}"u8], Encoding.Unicode.GetBytes("{}")];
        foreach (var claims in wrong)
            Assert.Equal(AssertionDefect.Malformed, host.Present(host.Sign(header, claims)).Defect);
    }

    [Fact]
    public void Only_three_parts_of_canonical_base64url_are_read()
    {
        var host = SigningHost.Default();
        var good = host.Assertion();
        var parts = good.Split('.');
        string[] wrong =
        [
            "", ".", "..", "...", parts[0], $"{good}.", $".{good}", $"{good}.{parts[2]}", $"{parts[0]}..{parts[2]}", $" {good}", $"{good} ", $"{good}\n",
            $"{parts[0]}.{parts[1]}.{parts[2]}==", $"{parts[0]}.{parts[1]}.{parts[2][..10]} {parts[2][10..]}", $"{parts[0]}.{parts[1]}.{parts[2][..10]}\n{parts[2][10..]}",
            $"{parts[0]}%.{parts[1]}.{parts[2]}", $"{parts[0]}.{parts[1]}=.{parts[2]}", $"{parts[0]}.{parts[1]}.{parts[2][..^1]}+", $"{parts[0]}.{parts[1]}.{parts[2][..^1]}/",
            $"{parts[0]}.{parts[1]}.{parts[2][..^1]}é",
            new JsonObject { ["protected"] = parts[0], ["payload"] = parts[1], ["signature"] = parts[2] }.ToJsonString(),
        ];
        foreach (var one in wrong) Assert.Equal(AssertionDefect.Malformed, host.Present(one).Defect);
    }

    [Fact]
    public void Trailing_bits_that_mean_nothing_are_refused_though_they_decode_to_the_same_bytes()
    {
        var host = SigningHost.Default();
        var good = host.Assertion(); // 64 bytes of signature: the last character carries four bits that no byte uses
        var last = Alphabet.IndexOf(good[^1], StringComparison.Ordinal);
        Assert.Equal(0, last % 16);
        foreach (var stray in Enumerable.Range(1, 15))
            Assert.Equal(AssertionDefect.Malformed, host.Present(good[..^1] + Alphabet[last + stray]).Defect);
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void Any_one_character_changed_to_any_other_is_refused(AssertionAlgorithm algorithm)
    {
        var host = SigningHost.With(algorithm);
        var good = host.Assertion();
        Assert.Equal(AssertionDefect.None, host.Present(good).Defect);
        var changes =
            from place in Gen.Choose(0, good.Length - 1)
            from other in Gen.Frequency((9, Gen.Elements(Alphabet.ToCharArray())), (1, Gen.Elements('.', '=', ' ', '\n', '+', '/', '\0', 'é')))
            where other != good[place]
            select $"{good[..place]}{other}{good[(place + 1)..]}";
        Prop.ForAll(changes.ToArbitrary(), changed => host.Present(changed).Assertion is null)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
    }

    [Fact]
    public void Cut_doubled_and_spliced_assertions_are_refused()
    {
        var host = SigningHost.Default();
        var (one, two) = (host.Assertion(), host.Assertion(claims => claims["sub"] = "urn:demo:mrn|MRN-0002"));
        var splices =
            from start in Gen.Choose(0, one.Length)
            from rest in Gen.Choose(0, two.Length)
            let spliced = one[..start] + two[rest..]
            where spliced != one && spliced != two
            select spliced;
        Prop.ForAll(splices.ToArbitrary(), spliced => host.Present(spliced).Assertion is null).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
    }

    [Fact]
    public void Whatever_text_arrives_is_answered_and_never_thrown_at()
    {
        var host = SigningHost.Default();
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), text => host.Present(text ?? "").Assertion is null).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), ArbMap.Default.ArbFor<byte[]>(), (header, claims) => host.Present(host.Sign(header, claims)).Assertion is null)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));
    }
}
