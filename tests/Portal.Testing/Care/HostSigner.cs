using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Portal.Testing.Care;

/// <summary>A host's signing key (ES256), and assertions signed with it as a host's back end would.</summary>
public sealed class HostSigner(string kid) : IDisposable
{
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public string PublicJwk => JsonSerializer.Serialize(Members(withPrivate: false));

    public string PrivateJwk => JsonSerializer.Serialize(Members(withPrivate: true));

    /// <summary>The compact form; <paramref name="header"/> replaces or adds members of the usual one.</summary>
    public string Sign(IReadOnlyDictionary<string, object?> claims, IReadOnlyDictionary<string, object?>? header = null)
    {
        var head = new Dictionary<string, object?>(StringComparer.Ordinal) { ["alg"] = "ES256", ["kid"] = kid };
        foreach (var (name, value) in header ?? new Dictionary<string, object?>(StringComparer.Ordinal)) head[name] = value;
        var signed = $"{Part(head)}.{Part(claims)}";
        return $"{signed}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}";
    }

    public void Dispose() => key.Dispose();

    private static string Part(IReadOnlyDictionary<string, object?> content) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(content));

    private Dictionary<string, string> Members(bool withPrivate)
    {
        var parameters = key.ExportParameters(withPrivate);
        var members = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["kty"] = "EC",
            ["crv"] = "P-256",
            ["x"] = Base64Url.EncodeToString(parameters.Q.X),
            ["y"] = Base64Url.EncodeToString(parameters.Q.Y),
        };
        if (withPrivate) members["d"] = Base64Url.EncodeToString(parameters.D);
        return members;
    }
}
