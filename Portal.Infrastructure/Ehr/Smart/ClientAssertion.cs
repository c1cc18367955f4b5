using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Portal.Infrastructure.Ehr.Smart;

/// <summary>The word of a client about itself, for a token endpoint (RFC 7523 section 2.2): good once, for four minutes.</summary>
internal static class ClientAssertion
{
    public const string Type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    /// <summary>Token endpoints take five at most; the fifth is for clocks that differ.</summary>
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(4);

    /// <summary>A JWT as JWS compact serialisation. <paramref name="keySet"/> is where the public key is published, where the client is registered with it.</summary>
    public static string Make(ClientKey key, string clientId, Uri tokenAddress, Uri? keySet, DateTimeOffset now)
    {
        var header = Json(writer =>
        {
            writer.WriteString("alg", key.Algorithm.ToString());
            writer.WriteString("kid", key.Kid);
            writer.WriteString("typ", "JWT");
            if (keySet is not null) writer.WriteString("jku", keySet.AbsoluteUri);
        });
        var claims = Json(writer =>
        {
            writer.WriteString("iss", clientId);
            writer.WriteString("sub", clientId);
            writer.WriteString("aud", tokenAddress.OriginalString);
            writer.WriteString("jti", Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(24)));
            writer.WriteNumber("exp", (now + Life).ToUnixTimeSeconds());
        });
        var signed = $"{header}.{claims}";
        return $"{signed}.{Base64Url.EncodeToString(key.Sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    private static string Json(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return Base64Url.EncodeToString(buffer.WrittenSpan);
    }
}
