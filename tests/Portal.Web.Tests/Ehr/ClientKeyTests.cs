using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using NSubstitute;
using Portal.Domain.Ehr;
using Xunit;

namespace Portal.Web.Tests.Ehr;

/// <summary>The portal's public keys, as an EHR fetches them.</summary>
public sealed class ClientKeyTests(SharedEdgeHost host) : IClassFixture<SharedEdgeHost>
{
    [Fact]
    public async Task Whoever_asks_gets_the_published_keys_as_a_JWK_set()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        host.Ports.ClientKeys.Published(Arg.Any<CancellationToken>()).Returns(
        [
            new PublicJwk("one", "EC", "ES384") { Crv = "P-384", X = Base64Url.EncodeToString(point.X), Y = Base64Url.EncodeToString(point.Y) },
            new PublicJwk("two", "RSA", "RS384") { N = "AQAB", E = "AQAB" },
        ]);
        using var response = await host.Anyone().GetAsync("/.well-known/jwks.json");
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        var keys = (await response.Read()).GetProperty("keys");
        Assert.Equal(["kid", "kty", "alg", "use", "crv", "x", "y"], keys[0].EnumerateObject().Select(member => member.Name));
        Assert.Equal(["kid", "kty", "alg", "use", "n", "e"], keys[1].EnumerateObject().Select(member => member.Name));
        Assert.Equal("sig", keys[0].GetProperty("use").GetString());
        using var read = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP384, Q = new ECPoint { X = Number(keys[0], "x"), Y = Number(keys[0], "y") } });
        var data = "signed"u8.ToArray();
        Assert.True(read.VerifyData(data, key.SignData(data, HashAlgorithmName.SHA384), HashAlgorithmName.SHA384));
    }

    [Fact]
    public async Task They_are_only_read()
    {
        using var response = await host.Anyone().PostAsync("/.well-known/jwks.json", EdgeClients.Json("{}"));
        Assert.Equal(System.Net.HttpStatusCode.MethodNotAllowed, response.StatusCode);
    }

    private static byte[] Number(JsonElement key, string member) => Base64Url.DecodeFromChars(key.GetProperty(member).GetString());
}
