using Portal.Domain.Audit;
using Portal.Domain.Audit.Proof;
using Portal.Domain.Identity;
using Portal.Domain.Shared;

namespace Portal.Infrastructure.Audit.Proof;

/// <inheritdoc/>
internal sealed class AuditProof(AuditVerifier verifier, ChainReader chain, CheckpointKey key, AuditWriter audit, AccessGate gate) : IAuditProof
{
    public async Task<Outcome<AuditVerdict>> Verify(Actor actor, AuditRange range, IProgress<long>? progress, CancellationToken cancel)
    {
        if (await gate.Refuse(actor, CareAction.VerifyAudit, AccessFacts.None, Target.None, cancel) is { } refusal) return refusal;
        if (!range.IsSane) return Refusal.Invalid("$.from", "must be a position up to the last one");
        if (range.From > await chain.Head(cancel) + 1) return Refusal.Invalid("$.from", "is behind the end of the chain");
        var verdict = await verifier.Verify(range, progress, cancel);
        var outcome = verdict.Holds ? AuditOutcome.Succeeded : AuditOutcome.Failed;
        await audit.WriteAlone(new AuditEntry(actor, AuditAction.AuditVerified, outcome) { Code = verdict.FirstBroken?.Code }, cancel);
        return verdict;
    }

    public async Task<Outcome<AuditPublicKey>> PublicKey(Actor actor, CancellationToken cancel)
    {
        if (await gate.Refuse(actor, CareAction.VerifyAudit, AccessFacts.None, Target.None, cancel) is { } refusal) return refusal;
        using var pair = await key.Load(cancel);
        return new AuditPublicKey(pair.ExportSubjectPublicKeyInfoPem() + "\n", CheckpointKey.Fingerprint(pair));
    }
}
