using System.Text.Json.Serialization;
using Portal.Domain.Ehr;

namespace Portal.Web.Ehr;

/// <summary>The portal's public keys for EHRs (RFC 7517), open to all: the address is what an EHR is told when the portal is registered there.</summary>
internal static class ClientKeyEndpoint
{
    public const string Path = "/.well-known/jwks.json";

    public static void MapClientKeys(this IEndpointRouteBuilder endpoints) => endpoints.MapGet(Path, Get).AllowAnonymous().ExcludeFromDescription();

    private static async Task<IResult> Get(IEhrClientKeys keys, CancellationToken cancel) =>
        Results.Json(new KeySetJson([.. (await keys.Published(cancel)).Select(KeyJson.Of)]), EhrJson.Default.KeySetJson);
}

internal sealed record KeySetJson(IReadOnlyList<KeyJson> Keys);

internal sealed record KeyJson(string Kid, string Kty, string Alg, string Use, string? Crv, string? X, string? Y, string? N, string? E)
{
    public static KeyJson Of(PublicJwk key) => new(key.Kid, key.Kty, key.Alg, "sig", key.Crv, key.X, key.Y, key.N, key.E);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(KeySetJson))]
internal sealed partial class EhrJson : JsonSerializerContext;
