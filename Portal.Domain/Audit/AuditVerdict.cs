namespace Portal.Domain.Audit;

/// <summary>What a verification found.</summary>
/// <param name="Verified">Links that hold, from the first on.</param>
/// <param name="Unsealed">Events that have no link yet: usually those of the last second.</param>
/// <param name="FirstBroken">The first place that does not hold, and why; null where all does.</param>
public sealed record AuditVerdict(long Verified, long Unsealed, BrokenLink? FirstBroken)
{
    /// <summary>Signed checkpoints of the database that the chain was compared with.</summary>
    public long Checkpoints { get; init; }

    /// <summary>Of those, the ones that are in this node's file outside the database too; zero says nothing about a cut tail.</summary>
    public long OutsideCheckpoints { get; init; }

    public bool Holds => FirstBroken is null;
}

/// <summary>A place where the chain does not hold: its position and a stable code of <see cref="BrokenCodes"/>.</summary>
public sealed record BrokenLink(long Position, string Code);

/// <summary>Why a place of the chain does not hold.</summary>
public static class BrokenCodes
{
    /// <summary>The event is not the one that was written: its MAC is another. Also an event beyond the head that nobody with the key wrote.</summary>
    public const string Mac = "mac";

    /// <summary>The hash is not the one that follows from the event and the link before.</summary>
    public const string Link = "link";

    /// <summary>No link has this position, though later ones exist.</summary>
    public const string Gap = "gap";

    /// <summary>The link's event is gone.</summary>
    public const string Missing = "missing";

    /// <summary>A checkpoint of this position is not signed by the portal, says another hash, or stands only in the file.</summary>
    public const string Checkpoint = "checkpoint";

    /// <summary>A checkpoint promises this position and the chain ends before it.</summary>
    public const string Tail = "tail";

    /// <summary>Of a proof: what stands here is no line of one.</summary>
    public const string Format = "format";

    /// <summary>Of a proof: the file ends before its end.</summary>
    public const string Truncated = "truncated";

    /// <summary>Of a proof: the portal did not sign this file. The chain in it holds in itself.</summary>
    public const string Signature = "signature";
}
