using System.Security.Cryptography;
using Portal.Domain.Audit;
using Portal.Infrastructure.Shared.Keys;

namespace Portal.Infrastructure.Audit;

/// <summary>The key that signs checkpoints: made the first time, kept wrapped in the key store, never in the content database.</summary>
internal sealed class CheckpointKey(KeyVault vault)
{
    /// <summary>An ECDSA P-256 key pair; the caller disposes it.</summary>
    public async Task<ECDsa> Load(CancellationToken cancel)
    {
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(await vault.OrganisationSecret(DataKeyKind.AuditSigning, Make, cancel), out _);
        return key;
    }

    /// <summary>SHA-256 of the public key's SubjectPublicKeyInfo, lower-case hex.</summary>
    public static string Fingerprint(ECDsa key) => Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));

    public static byte[] Sign(ECDsa key, AuditCheckpoint checkpoint) => key.SignData(checkpoint.ToSignedBytes(), HashAlgorithmName.SHA256);

    public static bool Signed(ECDsa key, AuditCheckpoint checkpoint, byte[] signature) => key.VerifyData(checkpoint.ToSignedBytes(), signature, HashAlgorithmName.SHA256);

    private static byte[] Make()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKey();
    }
}
