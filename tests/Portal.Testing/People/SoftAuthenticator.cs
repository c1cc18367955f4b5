using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Portal.Domain.Identity.SignIn;

namespace Portal.Testing.People;

/// <summary>
/// An authenticator of the tests' own (WebAuthn level 3, ES256, attestation "none"): makes one passkey and answers challenges with it. What it says can be
/// changed, to be what a portal must refuse.
/// </summary>
public sealed class SoftAuthenticator : IDisposable
{
    private const byte UserPresent = 0x01;
    private const byte UserVerified = 0x04;
    private const byte HasCredential = 0x40;
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly byte[] id = RandomNumberGenerator.GetBytes(32);

    /// <summary>The page that the browser says it is on.</summary>
    public string Origin { get; set; } = "https://portal.test";

    public string Host { get; set; } = "portal.test";

    /// <summary>A frame of another site's page.</summary>
    public bool IsCrossOrigin { get; set; }

    /// <summary>Whether the device says that it has verified the person.</summary>
    public bool Verifies { get; set; } = true;

    /// <summary>Goes up with each answer; a copy of the authenticator would be behind.</summary>
    public uint Count { get; set; }

    /// <summary>Whose it is, as the portal said when the passkey was made.</summary>
    public byte[]? UserHandle { get; set; }

    public string Id => Base64Url.EncodeToString(id);

    public PasskeyAnswer Create(PasskeyChallenge challenge)
    {
        var options = JsonNode.Parse(challenge.Options)!;
        UserHandle = Base64Url.DecodeFromChars((string)options["user"]!["id"]!);
        byte[] attestation = [0xA3, .. Text("fmt"), .. Text("none"), .. Text("attStmt"), 0xA0, .. Text("authData"), .. Bytes(AuthenticatorData([.. new byte[16], 0, 32, .. id, .. PublicKey()]))];
        return Answer(challenge, new JsonObject
        {
            ["clientDataJSON"] = Base64Url.EncodeToString(ClientData("webauthn.create", options)),
            ["attestationObject"] = Base64Url.EncodeToString(attestation),
            ["transports"] = new JsonArray("internal"),
        });
    }

    public PasskeyAnswer Get(PasskeyChallenge challenge)
    {
        Count++;
        var client = ClientData("webauthn.get", JsonNode.Parse(challenge.Options)!);
        var data = AuthenticatorData([]);
        return Answer(challenge, new JsonObject
        {
            ["clientDataJSON"] = Base64Url.EncodeToString(client),
            ["authenticatorData"] = Base64Url.EncodeToString(data),
            ["signature"] = Base64Url.EncodeToString(key.SignData([.. data, .. SHA256.HashData(client)], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)),
            ["userHandle"] = Base64Url.EncodeToString(UserHandle),
        });
    }

    public void Dispose() => key.Dispose();

    private PasskeyAnswer Answer(PasskeyChallenge challenge, JsonObject response) => new(
        challenge.Token,
        new JsonObject { ["id"] = Id, ["rawId"] = Id, ["type"] = "public-key", ["clientExtensionResults"] = new JsonObject(), ["response"] = response }.ToJsonString());

    private byte[] ClientData(string type, JsonNode options) => Encoding.UTF8.GetBytes(new JsonObject
    {
        ["type"] = type,
        ["challenge"] = (string)options["challenge"]!,
        ["origin"] = Origin,
        ["crossOrigin"] = IsCrossOrigin,
    }.ToJsonString());

    private byte[] AuthenticatorData(byte[] credential)
    {
        var flags = (byte)(UserPresent | (Verifies ? UserVerified : 0) | (credential.Length > 0 ? HasCredential : 0));
        var count = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(count, Count);
        return [.. SHA256.HashData(Encoding.ASCII.GetBytes(Host)), flags, .. count, .. credential];
    }

    /// <summary>COSE (RFC 9053): EC2 key, ES256, P-256.</summary>
    private byte[] PublicKey()
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return [0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, .. Bytes(point.X!), 0x22, .. Bytes(point.Y!)];
    }

    /// <summary>CBOR (RFC 8949): a short text.</summary>
    private static byte[] Text(string text) => [(byte)(0x60 | text.Length), .. Encoding.ASCII.GetBytes(text)];

    private static byte[] Bytes(byte[] bytes) => bytes.Length < 256 ? [0x58, (byte)bytes.Length, .. bytes] : [0x59, (byte)(bytes.Length >> 8), (byte)bytes.Length, .. bytes];
}
