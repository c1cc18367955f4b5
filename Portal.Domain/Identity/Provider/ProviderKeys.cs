using System.Text.Json;
using Portal.Domain.Shared;
using Portal.Domain.Shared.Signatures;

namespace Portal.Domain.Identity.Provider;

/// <summary>
/// A provider's keys as it publishes them (RFC 7517 section 5). Providers say more of a key than is used here; an RSA key without <c>alg</c> makes RS256, as
/// OpenID Connect has it. What is no key for signatures, or is not well formed, is left out.
/// </summary>
public static class ProviderKeys
{
    private const int Most = 50;
    private static readonly string[] Used = ["kty", "crv", "x", "y", "n", "e", "alg", "d", "p", "q", "k"];

    /// <summary>By <c>kid</c>; null where it is no set of keys at all. Of two with one name the first holds.</summary>
    public static IReadOnlyDictionary<string, AssertionJwk>? Read(ReadOnlySpan<byte> json)
    {
        if (!StrictJson.TryReadObject(json, out var set) || !set.TryGetProperty("keys", out var keys) || keys.ValueKind != JsonValueKind.Array) return null;
        var found = new Dictionary<string, AssertionJwk>(StringComparer.Ordinal);
        foreach (var key in keys.EnumerateArray().Take(Most))
        {
            if (key.ValueKind != JsonValueKind.Object || !key.TryGetText("kid", out var kid) || !AssertionJwk.IsKid(kid)) continue;
            if (key.TryGetText("use", out var use) && use != "sig") continue;
            if (AssertionJwk.Parse(Plain(key), kid).TryGet(out var jwk, out _)) found.TryAdd(kid, jwk);
        }

        return found;
    }

    private static string Plain(JsonElement key)
    {
        var members = key.EnumerateObject().Where(member => Used.Contains(member.Name, StringComparer.Ordinal)).ToDictionary(member => member.Name, member => member.Value, StringComparer.Ordinal);
        if (key.TryGetText("kty", out var kind) && kind == "RSA" && !members.ContainsKey("alg")) members["alg"] = JsonElement.Parse("\"RS256\"");
        return JsonSerializer.Serialize(members);
    }
}
