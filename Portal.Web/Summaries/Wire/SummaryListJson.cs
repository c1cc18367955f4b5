using System.Text.Json.Serialization;
using Portal.Domain.Conversations;
using Portal.Domain.Summaries;
using Portal.Web.Conversations.Wire;
using Portal.Web.Shared.Document;
using Portal.Web.Shared.Input;

namespace Portal.Web.Summaries.Wire;

/// <summary>One line of a conversation's summaries; <c>standing</c> is the version that counts, where one was signed. What was withdrawn may be <c>isStillInForce</c> in the EHR, until a person has seen to it.</summary>
internal sealed record SummaryLineJson(
    [property: Uuid] string Id,
    [property: OneOf(typeof(SummaryCodes), nameof(SummaryCodes.Kind))] string Kind,
    [property: Uuid, JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? VisitId,
    int Version,
    [property: OneOf(typeof(SummaryCodes), nameof(SummaryCodes.Status))] string Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] StandingJson? Standing,
    string Topic,
    PeriodJson Period,
    DateTimeOffset DraftedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? SignedAt,
    bool IsShared,
    bool IsStale,
    bool IsStillInForce)
{
    public static SummaryLineJson Of(SummaryLine line) => new(
        line.Id.ToString(),
        SummaryCodes.Kind.Of(line.Kind),
        line.Visit?.ToString(),
        line.State.Version,
        SummaryCodes.Status.Of(line.State.Status),
        line.State.Standing is { } standing ? new StandingJson(standing.Version, SummaryCodes.Status.Of(standing.Status)) : null,
        line.Topic.Reveal(),
        new PeriodJson(line.Period.From, line.Period.To),
        line.DraftedAt,
        line.SignedAt,
        line.IsShared,
        line.IsStale,
        line.IsStillInForce);

    /// <summary>A record would print its members, and the topic is clinical text.</summary>
    public override string ToString() => Id;
}

internal sealed record StandingJson(int Version, [property: OneOf(typeof(SummaryCodes), nameof(SummaryCodes.Status))] string Status);

/// <summary>A message that a summary is about, as it stands; the text is null once it was taken back.</summary>
internal sealed record SourceMessageJson(long Sequence, DateTimeOffset At, [property: OneOf(typeof(ConversationWords), nameof(ConversationWords.Actor))] string Kind, string DisplayName, string? Text, bool IsCorrected)
{
    public static SourceMessageJson Of(SourceMessage message) =>
        new(message.Sequence.Value, message.At, ConversationWords.Of(message.Kind), message.Author.Reveal(), message.Text?.Reveal(), message.IsCorrected);

    public override string ToString() => $"{Sequence}";
}

/// <summary>A conversation for the record. <c>audit</c> is the head of the audit's chain as the copy was made.</summary>
internal sealed record ConversationExportJson(
    ConversationJson Conversation,
    ActorJson ExportedBy,
    DateTimeOffset ExportedAt,
    IReadOnlyList<ExportedEntryJson> Entries,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ExportedHeadJson? Audit)
{
    public static ConversationExportJson Of(ConversationExport export) => new(
        ConversationJson.Of(export.Conversation),
        ActorJson.Of(export.ExportedBy),
        export.ExportedAt,
        [.. export.Entries.Select(entry => ExportedEntryJson.Of(export.Conversation.Id, entry))],
        export.Audit is { } head ? new ExportedHeadJson(head.Position, head.Hash) : null);

    public override string ToString() => Conversation.Id;
}

/// <summary>An event, and of a message how it stands: corrections and retractions stand with their message.</summary>
internal sealed record ExportedEntryJson(EventJson Event, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ExportedMessageJson? Message)
{
    public static ExportedEntryJson Of(Domain.Shared.ConversationId conversation, ExportedEntry entry) => new(
        EventJson.Of(new ConversationEvent(conversation, entry.Sequence, default, entry.At, entry.Actor, entry.Body)),
        entry.Message is { } message ? ExportedMessageJson.Of(message) : null);

    public override string ToString() => Event.ToString();
}

/// <summary>How a message stands; the text is null where it was taken back and the reader is of the patient's side. <c>earlier</c> is for staff.</summary>
internal sealed record ExportedMessageJson(
    string? Text,
    IReadOnlyList<ExportedTextJson> Earlier,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? RetractedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), OneOf(typeof(ConversationWords), nameof(ConversationWords.Retraction))] string? Reason)
{
    public static ExportedMessageJson Of(ExportedMessage message) => new(
        message.Text?.Reveal(),
        [.. message.Earlier.Select(earlier => new ExportedTextJson(earlier.At, earlier.Text.Reveal()))],
        message.RetractedAt,
        message.Reason is { } reason ? ConversationWords.Retraction.Of(reason) : null);

    public override string ToString() => nameof(ExportedMessageJson);
}

internal sealed record ExportedTextJson(DateTimeOffset At, string Text)
{
    public override string ToString() => nameof(ExportedTextJson);
}

internal sealed record ExportedHeadJson(long Position, string Hash);

/// <summary>Everything of summaries that is read or written as JSON, by generated code.</summary>
[JsonSerializable(typeof(SummaryJson))]
[JsonSerializable(typeof(PageJson<SummaryLineJson>))]
[JsonSerializable(typeof(PageJson<SourceMessageJson>))]
[JsonSerializable(typeof(ConversationExportJson))]
[JsonSerializable(typeof(NewSummaryBody))]
[JsonSerializable(typeof(SummaryEditBody))]
[JsonSerializable(typeof(SignatureBody))]
[JsonSerializable(typeof(SummaryRevisionBody))]
[JsonSerializable(typeof(SummaryVersionBody))]
[JsonSerializable(typeof(SummaryCorrectionBody))]
[JsonSerializable(typeof(SummaryErrorBody))]
internal sealed partial class SummariesJson : JsonSerializerContext;
