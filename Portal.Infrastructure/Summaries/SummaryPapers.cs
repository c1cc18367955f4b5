using System.Text.Json;
using System.Text.Json.Serialization;
using Portal.Domain.Shared;
using Portal.Domain.Summaries;
using Portal.Infrastructure.Shared.Keys;

namespace Portal.Infrastructure.Summaries;

/// <summary>
/// The words of a summary as they are stored: sealed under its conversation's key, each bound to the summary, the version and what it is, so that no text can be put in
/// the place of another, a draft never in that of what was signed.
/// </summary>
internal static class SummaryPapers
{
    public static byte[] SealDraft(DataKey key, Guid summary, int version, SummaryDraft draft) => key.Seal(
        JsonSerializer.SerializeToUtf8Bytes(
            new DraftPaper
            {
                Topic = draft.Topic.Reveal(),
                Origin = (int)draft.Origin,
                Model = draft.Model,
                Trouble = (int?)draft.Trouble,
                Sections = [.. draft.Sections.Select(section => new DraftPaperSection((int)section.Kind, [.. section.Sentences.Select(one => new DraftPaperSentence(one.Text.Reveal(), [.. one.Sources.Select(source => source.Value)]))]))],
            },
            SummaryPapersJson.Default.DraftPaper),
        Place("draft", summary, version));

    public static SummaryDraft OpenDraft(DataKey key, Guid summary, int version, byte[] data)
    {
        var paper = JsonSerializer.Deserialize(key.Open(data, Place("draft", summary, version)), SummaryPapersJson.Default.DraftPaper)!;
        return new SummaryDraft(
            new ClinicalText(paper.Topic),
            [.. paper.Sections.Select(section => new DraftSection((SectionKind)section.Kind, [.. section.Sentences.Select(one => new SummarySentence(new ClinicalText(one.Text), [.. one.Sources.Select(source => new Sequence(source))]))]))],
            (DraftOrigin)paper.Origin,
            paper.Model,
            (ModelTrouble?)paper.Trouble);
    }

    public static byte[] SealText(DataKey key, Guid summary, int version, SummaryText text) => SealText(key, text, Place("text", summary, version));

    public static SummaryText OpenText(DataKey key, Guid summary, int version, byte[] data) => OpenText(key, data, Place("text", summary, version));

    public static byte[] SealSigned(DataKey key, Guid summary, int version, SummaryText text) => SealText(key, text, Place("signed", summary, version));

    public static SummaryText OpenSigned(DataKey key, SummaryVersionRow row) => OpenText(key, row.Text, Place("signed", row.SummaryId, row.Version));

    public static byte[] SealReason(DataKey key, Guid summary, int version, ClinicalText reason) => key.Seal(reason.Reveal(), Place("reason", summary, version));

    public static ClinicalText OpenReason(DataKey key, Guid summary, int version, byte[] data) => new(key.OpenText(data, Place("reason", summary, version)));

    private static byte[] SealText(DataKey key, SummaryText text, byte[] place) => key.Seal(
        JsonSerializer.SerializeToUtf8Bytes(
            new TextPaper { Topic = text.Topic.Reveal(), Sections = [.. text.Sections.Select(section => new TextPaperSection((int)section.Kind, section.Text.Reveal()))] },
            SummaryPapersJson.Default.TextPaper),
        place);

    private static SummaryText OpenText(DataKey key, byte[] data, byte[] place)
    {
        var paper = JsonSerializer.Deserialize(key.Open(data, place), SummaryPapersJson.Default.TextPaper)!;
        return new SummaryText(new ClinicalText(paper.Topic), [.. paper.Sections.Select(section => new SummarySection((SectionKind)section.Kind, new ClinicalText(section.Text)))]);
    }

    private static byte[] Place(string what, Guid summary, int version) => Context.Of(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"summary-{what}-{version}"), summary);
}

/// <summary>Short names, since they are stored with every summary.</summary>
internal sealed record DraftPaper
{
    [JsonPropertyName("t")]
    public string Topic { get; init; } = "";

    [JsonPropertyName("o")]
    public int Origin { get; init; }

    [JsonPropertyName("m")]
    public string? Model { get; init; }

    [JsonPropertyName("x")]
    public int? Trouble { get; init; }

    [JsonPropertyName("s")]
    public IReadOnlyList<DraftPaperSection> Sections { get; init; } = [];
}

internal sealed record DraftPaperSection([property: JsonPropertyName("k")] int Kind, [property: JsonPropertyName("s")] IReadOnlyList<DraftPaperSentence> Sentences);

internal sealed record DraftPaperSentence([property: JsonPropertyName("t")] string Text, [property: JsonPropertyName("s")] IReadOnlyList<long> Sources);

internal sealed record TextPaper
{
    [JsonPropertyName("t")]
    public string Topic { get; init; } = "";

    [JsonPropertyName("s")]
    public IReadOnlyList<TextPaperSection> Sections { get; init; } = [];
}

internal sealed record TextPaperSection([property: JsonPropertyName("k")] int Kind, [property: JsonPropertyName("t")] string Text);

[JsonSerializable(typeof(DraftPaper))]
[JsonSerializable(typeof(TextPaper))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class SummaryPapersJson : JsonSerializerContext;
