namespace Portal.Domain.Audit.Proof;

/// <summary>What a proof shows.</summary>
/// <param name="From">First position, as the file says.</param>
/// <param name="Verified">Links that hold, from the first on.</param>
/// <param name="Checkpoints">Signed heads of the chain met on the way; without one the file rests on its closing signature alone.</param>
/// <param name="FirstBroken">The first place that does not hold, and why; null where all does.</param>
public sealed record ProofVerdict(long From, long Verified, long Checkpoints, BrokenLink? FirstBroken)
{
    public bool Holds => FirstBroken is null;
}
