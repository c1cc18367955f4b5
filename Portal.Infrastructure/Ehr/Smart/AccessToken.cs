using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Portal.Infrastructure.Ehr.Smart;

/// <summary>What a token endpoint gave (RFC 6749 section 5.1).</summary>
/// <param name="Header">Sent as it is.</param>
/// <param name="Life">How long it is good.</param>
/// <param name="Scope">What was granted; null where the endpoint does not say, which means what was asked for.</param>
internal sealed partial record AccessToken(AuthenticationHeaderValue Header, TimeSpan Life, string? Scope)
{
    private const int SecondsWhereNotSaid = 300;
    private const int LongestSeconds = 86_400;

    public override string ToString() => nameof(AccessToken);

    /// <summary>Null where the body is no bearer token.</summary>
    public static AccessToken? Of(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || Text(root, "access_token") is not { } token || !Form.IsMatch(token)) return null;
            if (!string.Equals(Text(root, "token_type"), "bearer", StringComparison.OrdinalIgnoreCase)) return null;
            var seconds = root.TryGetProperty("expires_in", out var life) ? life.ValueKind == JsonValueKind.Number && life.TryGetInt32(out var said) ? said : 0 : SecondsWhereNotSaid;
            return seconds < 1 ? null : new AccessToken(new AuthenticationHeaderValue("Bearer", token), TimeSpan.FromSeconds(Math.Min(seconds, LongestSeconds)), Text(root, "scope"));
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement owner, string name) => owner.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>RFC 6750 section 2.1.</summary>
    [GeneratedRegex(@"\A[A-Za-z0-9._~+/-]+=*\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Form { get; }
}
