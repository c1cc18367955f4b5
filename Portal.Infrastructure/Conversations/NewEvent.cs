using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Infrastructure.Shared.Keys;
using Portal.Infrastructure.Shared.Outbox;

namespace Portal.Infrastructure.Conversations;

/// <summary>An event at the head of a locked conversation, with the rows that store it and owe it to others.</summary>
internal sealed record NewEvent(ConversationEvent Event, ConversationEventRow Row, OutboxEventRow Owed)
{
    /// <summary>Moves the head of <paramref name="row"/>, which is locked; its time never goes back.</summary>
    /// <param name="row">The conversation.</param>
    /// <param name="key">Its key.</param>
    /// <param name="actor">Who acts.</param>
    /// <param name="body">What happened.</param>
    /// <param name="kind">What the outbox is told.</param>
    /// <param name="targetSender">Who wrote the message that it is about.</param>
    /// <param name="subject">What else it is about, and which version of that.</param>
    /// <param name="now">The time.</param>
    public static NewEvent At(ConversationRow row, DataKey key, Actor actor, EventBody body, OutboxKind kind, Guid? targetSender, (Guid Id, int Version)? subject, DateTimeOffset now)
    {
        var at = now > row.LastActivityAt ? now : row.LastActivityAt.ToUniversalTime();
        var by = EventActor.Of(actor);
        var posted = new ConversationEvent(new ConversationId(row.Id), new Sequence(row.HeadSequence + 1), Id.New<EventId>(at), at, by, body);
        row.HeadSequence = posted.Sequence.Value;
        row.LastActivityAt = at;
        var stored = new ConversationEventRow
        {
            ConversationId = row.Id,
            Sequence = posted.Sequence.Value,
            EventId = posted.Id.Value,
            At = at,
            Type = (short)EventCodec.TypeOf(body),
            SenderId = by.Id.Value,
            SenderKind = (short)by.Kind,
            Target = EventCodec.TargetOf(body),
            TargetSenderId = targetSender,
            Body = EventCodec.SealBody(key, posted.Conversation, posted.Id, by, body),
        };
        return new NewEvent(posted, stored, new OutboxEventRow
        {
            Id = Guid.CreateVersion7(at),
            At = at,
            Kind = (short)kind,
            ConversationId = row.Id,
            Sequence = posted.Sequence.Value,
            SubjectId = subject?.Id,
            SubjectVersion = subject?.Version,
            ActorId = by.Id.Value,
        });
    }
}
