using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Portal.Web.Tests.Identity.Provider;

/// <summary>
/// A small identity provider of the tests' own, on a free port of this machine: code flow with PKCE, one code for one token, keys at an address. What it does wrong
/// is said before each sign-in.
/// </summary>
public sealed class HospitalProvider : IAsyncDisposable
{
    public const string Issuer = "https://sso.hospital.example";
    public const string ClientId = "care-portal";
    public const string Secret = "the portal's own secret: 100%";
    private const string Kid = "k1";
    private readonly ConcurrentDictionary<string, Dictionary<string, string>> codes = new(StringComparer.Ordinal);
    private readonly RSA key = RSA.Create(2048);
    private readonly TimeProvider clock;
    private readonly WebApplication web;

    public HospitalProvider(TimeProvider clock)
    {
        this.clock = clock;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(server => server.Listen(IPAddress.Loopback, 0));
        web = builder.Build();
        web.MapPost("/token", Token);
        web.MapGet("/keys", Keys);
    }

    public string Address => web.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single();

    /// <summary>Who sits at the hospital's sign-in.</summary>
    public JsonObject Person { get; set; } = [];

    /// <summary>Changes what the token says.</summary>
    public Action<JsonObject> Claims { get; set; } = _ => { };

    /// <summary>The token from header and claims; null for one that is signed as it should be.</summary>
    public Func<JsonObject, JsonObject, string>? Forge { get; set; }

    /// <summary>Instead of the answer to a code.</summary>
    public Func<HttpContext, Task>? Instead { get; set; }

    public int KeysAsked { get; private set; }

    public Task Start() => web.StartAsync();

    /// <summary>The person has signed in there: where the browser is sent back to.</summary>
    public string Authorize(string address)
    {
        var query = QueryHelpers.ParseQuery(new Uri(address).Query).ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.Ordinal);
        if (query["client_id"] != ClientId || query["response_type"] != "code" || query["code_challenge_method"] != "S256" || !query["scope"].Split(' ').Contains("openid")) throw new InvalidOperationException(address);
        var code = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));
        codes[code] = query;
        return $"{new Uri(query["redirect_uri"]).PathAndQuery}?code={code}&state={Uri.EscapeDataString(query["state"])}";
    }

    public string Sign(JsonObject header, JsonObject claims) => Compact(header, claims, data => key.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    /// <summary>By a keyed hash whose key is the provider's public one, as everybody can make it.</summary>
    public string SignByPublicKey(JsonObject header, JsonObject claims) => Compact(header, claims, data => HMACSHA256.HashData(Encoding.ASCII.GetBytes(key.ExportSubjectPublicKeyInfoPem()), data));

    public static string Compact(JsonObject header, JsonObject claims, Func<byte[], byte[]> sign)
    {
        var signed = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header.ToJsonString()))}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims.ToJsonString()))}";
        return $"{signed}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    public async ValueTask DisposeAsync()
    {
        await web.DisposeAsync();
        key.Dispose();
    }

    private async Task Token(HttpContext context)
    {
        if (Instead is { } instead)
        {
            await instead(context);
            return;
        }

        var form = await context.Request.ReadFormAsync();
        var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Uri.EscapeDataString(ClientId)}:{Uri.EscapeDataString(Secret)}"));
        Dictionary<string, string>? asked = null;
        var isGood = context.Request.Headers.Authorization == $"Basic {basic}" && form["grant_type"] == "authorization_code"
            && codes.TryRemove(form["code"].ToString(), out asked)
            && asked["redirect_uri"] == form["redirect_uri"]
            && asked["code_challenge"] == Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())));
        if (!isGood)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsync("""{"error":"invalid_grant"}""");
            return;
        }

        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var claims = new JsonObject { ["iss"] = Issuer, ["aud"] = ClientId, ["iat"] = now, ["exp"] = now + 300, ["nonce"] = asked!["nonce"] };
        foreach (var (name, value) in Person) claims[name] = value?.DeepClone();
        Claims(claims);
        var header = new JsonObject { ["alg"] = "RS256", ["typ"] = "JWT", ["kid"] = Kid };
        await context.Response.WriteAsync(new JsonObject { ["access_token"] = "not for you", ["token_type"] = "Bearer", ["id_token"] = (Forge ?? Sign)(header, claims) }.ToJsonString());
    }

    /// <summary>With what providers say beside the key, and without an <c>alg</c>, as some do.</summary>
    private Task Keys(HttpContext context)
    {
        KeysAsked++;
        var shown = key.ExportParameters(includePrivateParameters: false);
        var own = new JsonObject { ["kty"] = "RSA", ["use"] = "sig", ["kid"] = Kid, ["x5t"] = "AAAA", ["x5c"] = new JsonArray("AAAA"), ["n"] = Base64Url.EncodeToString(shown.Modulus), ["e"] = Base64Url.EncodeToString(shown.Exponent) };
        return context.Response.WriteAsync(new JsonObject { ["keys"] = new JsonArray(new JsonObject { ["kty"] = "oct", ["kid"] = "other", ["k"] = "AAAA" }, own) }.ToJsonString());
    }
}
