using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Portal.Domain.Webhooks;

/// <summary>Signatures of Standard Webhooks (https://www.standardwebhooks.com), version 1: HMAC-SHA256 of <c>id.timestamp.body</c>, base64.</summary>
public static class WebhookSignature
{
    public const string SecretPrefix = "whsec_";
    public const int SecretBytes = 32;

    /// <summary>The secret as people hand it on.</summary>
    public static string Show(ReadOnlySpan<byte> secret) => SecretPrefix + Convert.ToBase64String(secret);

    /// <summary>The time as it is sent and signed: whole seconds since 1970.</summary>
    public static string Timestamp(DateTimeOffset at) => at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    /// <summary>The header's value: a signature by each secret, so that a receiver who knows one of them finds its own.</summary>
    public static string Header(IEnumerable<byte[]> secrets, string id, string timestamp, ReadOnlySpan<byte> body)
    {
        var head = Encoding.ASCII.GetBytes($"{id}.{timestamp}.");
        var signed = new byte[head.Length + body.Length];
        head.CopyTo(signed, 0);
        body.CopyTo(signed.AsSpan(head.Length));
        return string.Join(' ', secrets.Select(secret => "v1," + Convert.ToBase64String(HMACSHA256.HashData(secret, signed))));
    }
}
