using System.Globalization;
using System.Text.Json;
using Portal.Domain.Ehr;
using Portal.Domain.Shared;
using Portal.Infrastructure.Shared.Keys;

namespace Portal.Infrastructure.Ehr.Filing;

/// <summary>What filing stores of content, sealed under the conversation's key and bound to summary, version and what it is.</summary>
internal static class FilingPapers
{
    public static byte[] SealFrozen(DataKey key, Guid summary, int version, FrozenFiling frozen) =>
        key.Seal(JsonSerializer.SerializeToUtf8Bytes(frozen, FilingJson.Default.FrozenFiling), Place("frozen", summary, version));

    public static FrozenFiling OpenFrozen(DataKey key, Guid summary, int version, byte[] data) =>
        JsonSerializer.Deserialize(key.Open(data, Place("frozen", summary, version)), FilingJson.Default.FrozenFiling)!;

    public static byte[] SealWords(DataKey key, Guid summary, int version, ClinicalText words) => key.Seal(words.Reveal(), Place("words", summary, version));

    public static ClinicalText OpenWords(DataKey key, Guid summary, int version, byte[] data) => new(key.OpenText(data, Place("words", summary, version)));

    public static byte[] SealReceipt(DataKey key, Guid summary, int version, FilingReceipt receipt) => key.Seal(
        JsonSerializer.SerializeToUtf8Bytes(
            new ReceiptPaper(
                receipt.Location,
                receipt.ResourceType,
                receipt.ResourceId,
                receipt.VersionId,
                receipt.FiledAt,
                receipt.IsReadBack,
                [.. receipt.Differences.Select(one => new DifferencePaper(one.Path, one.Sent.Reveal(), one.Kept.Reveal()))],
                receipt.IsUnproven,
                receipt.Ehr),
            FilingJson.Default.ReceiptPaper),
        Place("receipt", summary, version));

    public static FilingReceipt OpenReceipt(DataKey key, Guid summary, int version, byte[] data)
    {
        var paper = JsonSerializer.Deserialize(key.Open(data, Place("receipt", summary, version)), FilingJson.Default.ReceiptPaper)!;
        return new FilingReceipt(
            paper.Location,
            paper.Type,
            paper.Id,
            paper.Version,
            paper.At,
            [.. paper.Differences.Select(one => new FilingDifference(one.Path, new ClinicalText(one.Sent), new ClinicalText(one.Kept)))])
        {
            IsReadBack = paper.IsReadBack,
            IsUnproven = paper.IsUnproven,
            Ehr = paper.Ehr,
        };
    }

    private static byte[] Place(string what, Guid summary, int version) => Context.Of(string.Create(CultureInfo.InvariantCulture, $"filing-{what}-{version}"), summary);
}

/// <summary>Older ones do not know of the last two.</summary>
internal sealed record ReceiptPaper(
    string Location, string Type, string Id, string? Version, DateTimeOffset At, bool IsReadBack, IReadOnlyList<DifferencePaper> Differences, bool IsUnproven = false, string? Ehr = null);

internal sealed record DifferencePaper(string Path, string Sent, string Kept);
