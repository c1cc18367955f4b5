using System.ComponentModel.DataAnnotations;
using Portal.Domain.Conversations;
using Portal.Domain.Shared;
using Portal.Web.Shared.Document;
using Portal.Web.Shared.Input;

namespace Portal.Web.Conversations.Wire;

/// <summary>A message as a client sends it, by REST and by the hub. Text: 1 to 8,000 UTF-16 code units, taken to the letter.</summary>
internal sealed class MessageBody : IBody<MessageDraft>
{
    private const int MostAttachments = 10;

    [Required, Uuid]
    public string? ClientMessageId { get; init; }

    [Required, MaxLength(TextRules.MessageLimit)]
    public string? Text { get; init; }

    [Range(1, Sequence.Limit - 1)]
    public long? ReplyTo { get; init; }

    [MaxLength(MostAttachments)]
    public IReadOnlyList<string?>? Attachments { get; init; }

    public Outcome<MessageDraft> Read()
    {
        var objections = new Objections();
        var attachments = Attachments ?? [];
        if (attachments.Count > MostAttachments) objections.Add("$.attachments", "must have at most 10 items");
        var ids = attachments.Take(MostAttachments).Select((id, index) => objections.Id<AttachmentId>(id, $"$.attachments[{index}]")).ToList();
        if (ids.Distinct().Count() < ids.Count) objections.Add("$.attachments", "must not name a file twice");
        return objections.Or(new MessageDraft(
            objections.Id<ClientMessageId>(ClientMessageId, "$.clientMessageId"),
            objections.Words(Text, "$.text", TextRules.MessageLimit),
            ReplyTo is null ? null : objections.Sequence(ReplyTo, "$.replyTo"),
            ids));
    }
}

/// <summary>The text that is to stand instead.</summary>
internal sealed class CorrectionBody : IBody<ClinicalText>
{
    [Required, MaxLength(TextRules.MessageLimit)]
    public string? Text { get; init; }

    public Outcome<ClinicalText> Read()
    {
        var objections = new Objections();
        return objections.Or(objections.Words(Text, "$.text", TextRules.MessageLimit));
    }
}

/// <summary>Why a message is taken back: a code, no words.</summary>
internal sealed class RetractionBody : IBody<RetractionReason>
{
    [Required, OneOf(typeof(ConversationWords), nameof(ConversationWords.Retraction))]
    public string? Reason { get; init; }

    public Outcome<RetractionReason> Read()
    {
        var objections = new Objections();
        return objections.Or(objections.Word(Reason, "$.reason", ConversationWords.Retraction));
    }
}

/// <summary>Unsent words as they stand, whatever they are; empty where nothing is left.</summary>
internal sealed class DraftBody : IBody<ClinicalText>
{
    public string? Text { get; init; }

    public Outcome<ClinicalText> Read()
    {
        var objections = new Objections();
        if (objections.Required(Text, "$.text") && Text.Length > TextRules.MessageLimit) objections.Add("$.text", "is too long");
        return objections.Or(new ClinicalText(Text ?? ""));
    }
}

/// <summary>How far the caller has read.</summary>
internal sealed class MarkerBody : IBody<Sequence>
{
    [Required, Range(1, Domain.Shared.Sequence.Limit - 1)]
    public long? Sequence { get; init; }

    public Outcome<Sequence> Read()
    {
        var objections = new Objections();
        return objections.Or(objections.Sequence(Sequence, "$.sequence"));
    }
}
