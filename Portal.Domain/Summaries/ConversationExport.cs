using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;

namespace Portal.Domain.Summaries;

/// <summary>Taking a copy of a patient's conversation out of the portal, for the record.</summary>
public interface IConversationExport
{
    /// <summary>
    /// The whole conversation as the actor may have it. Staff need a fresh proof of who is there, and never by a host's token; the patient's side has its own. Audited before anything is given out.
    /// Team conversations are not exported.
    /// </summary>
    [Decides(CareAction.ExportConversation)]
    Task<Outcome<ConversationExport>> Export(Actor actor, ConversationId conversation, CancellationToken cancel);
}

/// <summary>
/// A conversation for the record.
/// <paramref name="Audit"/>: the head of the audit's chain as the copy was made, so that it can be placed in it later; null where nothing was sealed yet.
/// </summary>
public sealed record ConversationExport(
    ConversationView Conversation,
    EventActor ExportedBy,
    DateTimeOffset ExportedAt,
    IReadOnlyList<ExportedEntry> Entries,
    ExportedHead? Audit);

/// <summary>A link of the audit's chain: its position and its SHA-256 in hexadecimal.</summary>
public sealed record ExportedHead(long Position, string Hash);

/// <summary>One entry of the log: an event, and of a message how it stands.</summary>
public sealed record ExportedEntry(Sequence Sequence, DateTimeOffset At, EventActor Actor, EventBody Body, ExportedMessage? Message);

/// <summary>
/// How a message stands. <paramref name="Text"/>: null where it was taken back and the reader is of the patient's side.
/// <paramref name="Earlier"/>: the texts before the last correction, oldest first, for staff.
/// </summary>
public sealed record ExportedMessage(ClinicalText? Text, IReadOnlyList<ExportedText> Earlier, DateTimeOffset? RetractedAt, RetractionReason? Reason);

public sealed record ExportedText(DateTimeOffset At, ClinicalText Text);

/// <summary>From the log to the copy, pure.</summary>
public static class ConversationCopy
{
    /// <summary>
    /// Every event but corrections and retractions, which stand with their message. The patient's side is not given again what was taken back; for staff it stays in the record.
    /// </summary>
    public static IReadOnlyList<ExportedEntry> Of(IReadOnlyList<ConversationEvent> events, bool isForStaff)
    {
        var corrections = events.Where(one => one.Body is EventBody.MessageCorrected).ToLookup(one => ((EventBody.MessageCorrected)one.Body).Target);
        var retractions = events.Where(one => one.Body is EventBody.MessageRetracted).GroupBy(one => ((EventBody.MessageRetracted)one.Body).Target).ToDictionary(own => own.Key, own => own.First());
        return [.. events.Where(one => one.Body is not (EventBody.MessageCorrected or EventBody.MessageRetracted)).OrderBy(one => one.Sequence).Select(Entry)];

        ExportedEntry Entry(ConversationEvent one)
        {
            if (one.Body is not EventBody.MessagePosted posted) return new ExportedEntry(one.Sequence, one.At, one.Actor, one.Body, null);
            List<ExportedText> texts = [new(one.At, posted.Text), .. corrections[one.Sequence].OrderBy(correction => correction.Sequence).Select(correction => new ExportedText(correction.At, ((EventBody.MessageCorrected)correction.Body).Text))];
            var retraction = retractions.GetValueOrDefault(one.Sequence);
            var isHidden = retraction is not null && !isForStaff;
            var message = new ExportedMessage(
                isHidden ? null : texts[^1].Text,
                isForStaff ? texts[..^1] : [],
                retraction?.At,
                (retraction?.Body as EventBody.MessageRetracted)?.Reason);
            return new ExportedEntry(one.Sequence, one.At, one.Actor, posted with { Text = message.Text ?? default, Attachments = isHidden ? [] : posted.Attachments }, message);
        }
    }
}
