using System.Text.Json;

namespace Portal.Infrastructure.Ehr.Smart;

/// <summary>What of <c>.well-known/smart-configuration</c> is used (hl7.org/fhir/smart-app-launch, conformance).</summary>
/// <param name="TokenAddress">Also the audience of assertions, letter for letter.</param>
/// <param name="Algorithms">What the token endpoint takes; empty where it does not say.</param>
internal sealed record SmartConfiguration(Uri TokenAddress, IReadOnlyList<string> Algorithms)
{
    /// <summary>Null where it names no token endpoint.</summary>
    public static SmartConfiguration? Of(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("token_endpoint", out var token) || token.ValueKind != JsonValueKind.String) return null;
            if (!Uri.TryCreate(token.GetString(), UriKind.Absolute, out var address) || (address.Scheme != Uri.UriSchemeHttps && address.Scheme != Uri.UriSchemeHttp)) return null;
            return new SmartConfiguration(address, [.. Texts(root, "token_endpoint_auth_signing_alg_values_supported")]);
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The signature to make; null where none of ours is taken.</summary>
    public ClientAlgorithm? Choose(ClientAlgorithm? wanted)
    {
        var ours = wanted is { } one ? [one] : Enum.GetValues<ClientAlgorithm>();
        return ours.Cast<ClientAlgorithm?>().FirstOrDefault(algorithm => Algorithms.Count == 0 || Algorithms.Contains(algorithm!.Value.ToString(), StringComparer.Ordinal));
    }

    private static IEnumerable<string> Texts(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var values) && values.ValueKind == JsonValueKind.Array
            ? values.EnumerateArray().Where(value => value.ValueKind == JsonValueKind.String).Select(value => value.GetString()!)
            : [];
}
