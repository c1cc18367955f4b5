using System.Globalization;
using System.Text.Json;
using Portal.Domain.Audit;
using Portal.Domain.Shared;

namespace Portal.Infrastructure.Audit;

/// <summary>A checkpoint with its signature, as a row of the database and a line of the file hold it.</summary>
internal sealed record SignedCheckpoint(AuditCheckpoint Checkpoint, byte[] Signature);

/// <summary>One line of the file: <c>{"position":17,"at":"2026-01-15T09:00:00.000Z","hash":"hex","signature":"base64"}</c>.</summary>
internal sealed record CheckpointLine(long Position, string At, string Hash, string Signature)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow };

    public static string Format(SignedCheckpoint one) => JsonSerializer.Serialize(
        new CheckpointLine(one.Checkpoint.Position, WireTime.Format(one.Checkpoint.At), Convert.ToHexStringLower(one.Checkpoint.Hash), Convert.ToBase64String(one.Signature)),
        Json);

    /// <summary>Null for anything that <see cref="Format"/> would not have written.</summary>
    public static SignedCheckpoint? Parse(string text)
    {
        try
        {
            if (JsonSerializer.Deserialize<CheckpointLine>(text, Json) is not { At: not null, Hash: not null, Signature: not null } line) return null;
            var at = DateTimeOffset.Parse(line.At, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
            return new(new AuditCheckpoint(line.Position, at, Convert.FromHexString(line.Hash)), Convert.FromBase64String(line.Signature));
        }
        catch (Exception error) when (error is JsonException or FormatException)
        {
            return null;
        }
    }
}
