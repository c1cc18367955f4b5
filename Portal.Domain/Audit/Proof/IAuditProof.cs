using Portal.Domain.Identity;
using Portal.Domain.Shared;

namespace Portal.Domain.Audit.Proof;

/// <summary>Proving that the trail is the one that was written.</summary>
public interface IAuditProof
{
    /// <summary>
    /// Checks every MAC, link and checkpoint of the range; over the whole trail also that nothing behind its head was cut off or slipped in. Itself audited.
    /// <paramref name="progress"/> is told the last position that holds, every few thousand.
    /// </summary>
    [Decides(CareAction.VerifyAudit)]
    Task<Outcome<AuditVerdict>> Verify(Actor actor, AuditRange range, IProgress<long>? progress, CancellationToken cancel);

    /// <summary>The key that checkpoints, manifests and proofs are signed by.</summary>
    [Decides(CareAction.VerifyAudit)]
    Task<Outcome<AuditPublicKey>> PublicKey(Actor actor, CancellationToken cancel);
}

/// <summary>Positions of the chain, both ends inclusive; null is the chain's own beginning or end.</summary>
public sealed record AuditRange(long? From, long? To)
{
    public static readonly AuditRange Whole = new(null, null);

    /// <summary>Positions are counted from 1.</summary>
    public bool IsSane => From is null or >= 1 && To is null or >= 1 && (From ?? 1) <= (To ?? long.MaxValue);
}

/// <summary>An ECDSA P-256 public key. The PEM holds its SubjectPublicKeyInfo, of whose bytes the fingerprint is the SHA-256 in lower-case hex.</summary>
public sealed record AuditPublicKey(string Pem, string Fingerprint);
