using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Portal.Domain.Ehr;
using Portal.Infrastructure.Tests.Ehr.Fhir;

namespace Portal.Infrastructure.Tests.Ehr.Smart;

/// <summary>
/// An EHR's discovery and token endpoint: it takes an assertion only with a signature by a published key of the algorithm that the key says, of the one
/// client, for its own address, within five minutes, and once.
/// </summary>
internal sealed class TokenServer(ScriptedServer server, IEhrClientKeys published, TimeProvider clock)
{
    public const string Client = "portal-client";
    private readonly ConcurrentDictionary<string, bool> used = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DateTimeOffset> given = new(StringComparer.Ordinal);
    private int tokens;
    private int discoveries;

    /// <summary>What it says it takes; null says nothing.</summary>
    public string[]? Algorithms { get; set; } = ["ES384", "RS384"];

    public int Life { get; set; } = 300;

    /// <summary>Null says nothing of it.</summary>
    public string? Scope { get; set; } = "system/Communication.crus system/Provenance.cu";

    /// <summary>Instead of its own answer.</summary>
    public Func<HttpContext, Task>? Instead { get; set; }

    /// <summary>Held back until it is completed.</summary>
    public Task Hold { get; set; } = Task.CompletedTask;

    /// <summary>Tokens that the FHIR side does not take.</summary>
    public ConcurrentDictionary<string, bool> Refused { get; } = new(StringComparer.Ordinal);

    public int Tokens => tokens;

    public int Discoveries => discoveries;

    public string? LastObjection { get; private set; }

    public IReadOnlyDictionary<string, string> LastForm { get; private set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The header of the last assertion that was taken.</summary>
    public JsonElement LastHeader { get; private set; }

    /// <summary>Of the token endpoint.</summary>
    public Uri At => new(server.Root, "/token");

    private string Address => At.AbsoluteUri;

    public Task Answer(HttpContext context) => context.Request.Path.Value switch
    {
        "/fhir/.well-known/smart-configuration" => Discover(context),
        "/token" => Token(context),
        _ => Fhir(context),
    };

    /// <summary>Whether a token was given here, lives, and is not refused.</summary>
    public bool Takes(string token) => given.TryGetValue(token, out var at) && clock.GetUtcNow() - at < TimeSpan.FromSeconds(Life) && !Refused.ContainsKey(token);

    /// <summary>What is wrong with an assertion; null takes it, and uses it up.</summary>
    public async Task<string?> Objection(string assertion)
    {
        if (assertion.Split('.') is not [var header, var claims, var signature]) return "three parts";
        LastHeader = Part(header);
        var said = Part(claims);
        var key = (await published.Published(CancellationToken.None)).SingleOrDefault(one => one.Kid == LastHeader.GetProperty("kid").GetString());
        if (key is null) return "kid";
        if (key.Alg != LastHeader.GetProperty("alg").GetString() || LastHeader.GetProperty("typ").GetString() != "JWT") return "header";
        if (!Verifies(key, Encoding.ASCII.GetBytes($"{header}.{claims}"), Base64Url.DecodeFromChars(signature))) return "signature";
        if (said.GetProperty("iss").GetString() != Client || said.GetProperty("sub").GetString() != Client) return "client";
        if (said.GetProperty("aud").GetString() != Address) return "audience";
        var left = DateTimeOffset.FromUnixTimeSeconds(said.GetProperty("exp").GetInt64()) - clock.GetUtcNow();
        if (left <= TimeSpan.Zero || left > TimeSpan.FromMinutes(5)) return "expiry";
        var id = said.GetProperty("jti").GetString()!;
        return id.Length is >= 22 and <= 151 && used.TryAdd(id, true) ? null : "used";
    }

    private async Task Discover(HttpContext context)
    {
        Interlocked.Increment(ref discoveries);
        if (Instead is not null) await Instead(context);
        else if (Algorithms is null) await Json(context, 200, new { token_endpoint = Address });
        else await Json(context, 200, new { token_endpoint = Address, token_endpoint_auth_signing_alg_values_supported = Algorithms });
    }

    private async Task Token(HttpContext context)
    {
        Interlocked.Increment(ref tokens);
        await Hold;
        if (Instead is not null)
        {
            await Instead(context);
            return;
        }

        LastForm = server.Requests.Last(sent => sent.Target == "/token").Body.Split('&').Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => Uri.UnescapeDataString(pair[1]), StringComparer.Ordinal);
        LastObjection = LastForm["grant_type"] != "client_credentials" || LastForm["client_assertion_type"] != "urn:ietf:params:oauth:client-assertion-type:jwt-bearer" || LastForm.ContainsKey("client_secret")
            ? "form"
            : await Objection(LastForm["client_assertion"]);
        if (LastObjection is null) given[$"token-{tokens}"] = clock.GetUtcNow();
        if (LastObjection is not null) await Json(context, 400, new { error = "invalid_client" });
        else if (Scope is null) await Json(context, 200, new { access_token = $"token-{tokens}", token_type = "Bearer", expires_in = Life });
        else await Json(context, 200, new { access_token = $"token-{tokens}", token_type = "bearer", expires_in = Life, scope = Scope });
    }

    private Task Fhir(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        var token = header.StartsWith("Bearer ", StringComparison.Ordinal) ? header["Bearer ".Length..] : "";
        return ScriptedServer.Says(token.Length == 0 || Refused.ContainsKey(token) ? 401 : 201, ClientBench.Created)(context);
    }

    private static bool Verifies(PublicJwk key, byte[] data, byte[] signature)
    {
        if (key.Kty == "EC")
        {
            using var point = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP384, Q = new ECPoint { X = Base64Url.DecodeFromChars(key.X), Y = Base64Url.DecodeFromChars(key.Y) } });
            return point.VerifyData(data, signature, HashAlgorithmName.SHA384, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }

        using var numbers = RSA.Create(new RSAParameters { Modulus = Base64Url.DecodeFromChars(key.N), Exponent = Base64Url.DecodeFromChars(key.E) });
        return numbers.VerifyData(data, signature, HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1);
    }

    private static JsonElement Part(string text) => JsonElement.Parse(Base64Url.DecodeFromChars(text));

    private static Task Json<T>(HttpContext context, int status, T body) => ScriptedServer.Says(status, JsonSerializer.Serialize(body), "application/json")(context);
}
