using System.Text.Json.Serialization;

namespace Portal.Domain.Audit.Proof;

/// <summary>
/// One line of a proof: a file of JSON lines, each ended by a line feed, that shows a stretch of the chain to be the one that was sealed, without the database.
/// <code>
/// {"line":"head","format":"portal-audit-proof/1","from":1,"to":3,"previous":B64,"exportedAt":"2026-03-01T12:00:00.000Z"}
/// {"line":"link","position":1,"record":B64,"mac":B64,"hash":B64}
/// {"line":"checkpoint","position":1,"at":"2026-03-01T11:59:00.000Z","hash":B64,"signature":B64}
/// {"line":"end","records":3,"broken":null or {"position":2,"code":"mac"}}
/// {"line":"signature","signature":B64}
/// </code>
/// <c>previous</c> is the hash before the first link (zeros at position 1), <c>record</c> the canonical bytes of <see cref="AuditRecord"/>, <c>hash</c> that of
/// <see cref="AuditChain.Link"/>. A checkpoint follows the link that it signs (<see cref="AuditCheckpoint.ToSignedBytes"/>). A link whose event is gone has no
/// record. The portal alone can check MACs: <c>broken</c> is what it found itself when it wrote the file. The last line signs <see cref="SignedBytes"/> of all before.
/// </summary>
public sealed record ProofLine
{
    public const string Format1 = "portal-audit-proof/1";
    public const string Head = "head";
    public const string Link = "link";
    public const string Checkpoint = "checkpoint";
    public const string End = "end";
    public const string Sealing = "signature";

    /// <summary>No line that the portal writes is longer.</summary>
    public const int Limit = 16 * 1024;

    [JsonPropertyOrder(-1)]
    public string? Line { get; init; }

    public string? Format { get; init; }

    public long? From { get; init; }

    public long? To { get; init; }

    public byte[]? Previous { get; init; }

    public string? ExportedAt { get; init; }

    public long? Position { get; init; }

    public byte[]? Record { get; init; }

    public byte[]? Mac { get; init; }

    public string? At { get; init; }

    public byte[]? Hash { get; init; }

    public long? Records { get; init; }

    public BrokenLink? Broken { get; init; }

    public byte[]? Signature { get; init; }

    /// <summary>What the last line signs: the words <c>portal-audit-proof</c>, a version byte (1), SHA-256 of all bytes before that line.</summary>
    public static byte[] SignedBytes(ReadOnlySpan<byte> sha256) => [.. "portal-audit-proof\u0001"u8, .. sha256];
}

/// <summary>How lines are written and read: members that are not there are left out, and nothing unknown or twice is taken.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(ProofLine))]
public sealed partial class ProofJson : JsonSerializerContext;
