using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Infrastructure.Shared.Keys;
using Portal.Infrastructure.Shared.Outbox;

namespace Portal.Infrastructure.Conversations;

/// <inheritdoc/>
internal sealed class MessageService(PostWriter writer, ConversationWriting writing) : IMessages
{
    public async Task<Outcome<SendReceipt>> Post(Actor actor, ConversationId conversation, MessageDraft draft, CancellationToken cancel)
    {
        if (TextRules.Objection(draft.Text.Reveal(), TextRules.MessageLimit) is { } objection) return Refusal.Invalid("text", objection);
        DataKey key;
        try
        {
            key = await writing.Vault.Get(DataKeyKind.Conversation, conversation.Value, cancel);
        }
        catch (KeyGoneException)
        {
            return Refusal.NotFound;
        }

        // Sealed before the lock, so that the lock is held for the database's work only; hence the event's id, not its sequence, is bound to the text.
        var id = Id.New<EventId>(writing.Clock.Now());
        var body = new EventBody.MessagePosted(draft.ClientMessageId, draft.Text, draft.ReplyTo, []);
        var sealedBody = EventCodec.SealBody(key, conversation, id, EventActor.Of(actor), body);
        return await writer.Write(new PendingPost(actor, conversation, draft, id, sealedBody, MessageFingerprint.Of(key, draft)), cancel);
    }

    public async Task<Outcome<Receipt>> Correct(Actor actor, ConversationId conversation, Sequence target, ClinicalText text, CancellationToken cancel)
    {
        if (TextRules.Objection(text.Reveal(), TextRules.MessageLimit) is { } objection) return Refusal.Invalid("text", objection);
        await using var transaction = await ConversationTransaction.Begin(writing, cancel);
        if ((await transaction.Lock([conversation.Value], cancel))[0] is not { } row) return Refusal.NotFound;
        var found = await Find(transaction, row, target, cancel);
        if (await transaction.Refuse(actor, CareAction.CorrectOwnMessage, row, facts => facts with { IsAuthor = found?.Facts.Author == actor.PersonId }, cancel) is { } denied)
            return found is null && denied.Kind == RefusalKind.Forbidden ? ConversationRefusals.NotAMessage : denied;
        var outcome = Conversation.Correct(row.ToState(), found?.Facts, text, writing.Clock.Now());
        if (!outcome.TryGet(out var body, out var refusal)) return refusal;
        if (body is null) return found!.StandingReceipt;
        var posted = await transaction.Append(row, actor, body, OutboxKind.MessageCorrected, targetSender: null, cancel);
        transaction.Audit(ConversationTransaction.Entry(actor, AuditAction.MessageCorrected, row) with { Sequence = posted.Sequence });
        await transaction.Commit(cancel);
        return new Receipt(posted.Sequence, posted.At);
    }

    public async Task<Outcome<Receipt>> Retract(Actor actor, ConversationId conversation, Sequence target, RetractionReason reason, CancellationToken cancel)
    {
        await using var transaction = await ConversationTransaction.Begin(writing, cancel);
        if ((await transaction.Lock([conversation.Value], cancel))[0] is not { } row) return Refusal.NotFound;
        var found = await Find(transaction, row, target, cancel);
        if (await transaction.Refuse(actor, CareAction.RetractMessage, row, facts => facts with { IsAuthor = found?.Facts.Author == actor.PersonId }, cancel) is { } denied)
            return found is null && denied.Kind == RefusalKind.Forbidden ? ConversationRefusals.NotAMessage : denied;
        if (found?.Retraction is { } earlier) return earlier;
        var outcome = Conversation.Retract(found?.Facts, reason);
        if (!outcome.TryGet(out var body, out var refusal)) return refusal;
        var posted = await transaction.Append(row, actor, body, OutboxKind.MessageRetracted, found!.Facts.Author.Value, cancel);
        transaction.Audit(ConversationTransaction.Entry(actor, AuditAction.MessageRetracted, row) with { Sequence = posted.Sequence, Code = reason.ToString() });
        await transaction.Commit(cancel);
        return new Receipt(posted.Sequence, posted.At);
    }

    /// <summary>The message as it stands: its first text or the last correction, and whether it was taken back.</summary>
    private async Task<Found?> Find(ConversationTransaction transaction, ConversationRow row, Sequence target, CancellationToken cancel)
    {
        var rows = await transaction.Context.Set<ConversationEventRow>().AsNoTracking()
            .Where(@event => @event.ConversationId == row.Id && (@event.Sequence == target.Value || @event.Target == target.Value)).OrderBy(@event => @event.Sequence).ToListAsync(cancel);
        if (rows.Find(@event => @event.Sequence == target.Value && @event.Type == (short)EventType.MessagePosted) is not { } message) return null;
        var key = await writing.Vault.Get(DataKeyKind.Conversation, row.Id, cancel);
        var standing = rows.FindLast(@event => @event.Type == (short)EventType.MessageCorrected) ?? message;
        var text = EventCodec.Read(key, standing).Body switch
        {
            EventBody.MessagePosted posted => posted.Text,
            EventBody.MessageCorrected corrected => corrected.Text,
            _ => throw new InvalidOperationException("A message stands by a post or a correction."),
        };
        var retraction = rows.Find(@event => @event.Type == (short)EventType.MessageRetracted);
        return new Found(
            new MessageFacts(target, new PersonId(message.SenderId), message.At.ToUniversalTime(), text, new Sequence(standing.Sequence), retraction is not null),
            ReceiptOf(standing),
            retraction is null ? null : ReceiptOf(retraction));
    }

    private static Receipt ReceiptOf(ConversationEventRow row) => new(new Sequence(row.Sequence), row.At.ToUniversalTime());

    private sealed record Found(MessageFacts Facts, Receipt StandingReceipt, Receipt? Retraction);
}
