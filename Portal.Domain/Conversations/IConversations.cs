using Portal.Domain.Identity;
using Portal.Domain.Shared;

namespace Portal.Domain.Conversations;

/// <summary>Conversations as lists and views, and what staff change about them. Every method decides access again.</summary>
public interface IConversations
{
    /// <summary>
    /// A patient's side opens one with a care team; staff with a patient of the panel, or a team conversation. A team conversation about a patient is one
    /// per patient and care team: starting it again answers the one there is.
    /// </summary>
    [Decides(CareAction.StartConversation)]
    [Decides(CareAction.WriteTeamConversation)]
    Task<Outcome<ConversationView>> Start(Actor actor, NewConversation request, CancellationToken cancel);

    /// <summary>Newest activity first, paged by a key as of the first page: what moves meanwhile may be seen twice, never missed.</summary>
    [Decides(CareAction.ListConversations)]
    Task<Outcome<Page<ConversationView>>> List(Actor actor, ConversationFilter filter, PageRequest page, CancellationToken cancel);

    [Decides(CareAction.ReadMessages)]
    [Decides(CareAction.ReadTeamConversation)]
    Task<Outcome<ConversationView>> View(Actor actor, ConversationId conversation, CancellationToken cancel);

    /// <summary>The opening is audited once per session, conversation and minute.</summary>
    [Decides(CareAction.ReadMessages)]
    [Decides(CareAction.ReadTeamConversation)]
    Task<Outcome<EventPage>> Events(Actor actor, ConversationId conversation, EventRange range, CancellationToken cancel);

    [Decides(CareAction.SetConversationStatus)]
    Task<Outcome<ConversationView>> SetStatus(Actor actor, ConversationId conversation, ConversationStatus status, CancellationToken cancel);

    /// <summary>To an active member of the care team, or to nobody. Logged in the team conversation of that patient and care team.</summary>
    [Decides(CareAction.Assign)]
    Task<Outcome<ConversationView>> Assign(Actor actor, ConversationId conversation, PersonId? assignee, CancellationToken cancel);

    /// <summary>Logged in the team conversation of that patient and care team.</summary>
    [Decides(CareAction.SetPriority)]
    Task<Outcome<ConversationView>> SetPriority(Actor actor, ConversationId conversation, Priority priority, CancellationToken cancel);

    /// <summary>Active members of the care team, to assign to.</summary>
    [Decides(CareAction.Assign)]
    Task<Outcome<IReadOnlyList<PersonRef>>> Assignable(Actor actor, ConversationId conversation, CancellationToken cancel);
}

/// <summary>
/// Writing messages. Each call is one transaction that locks the conversation's row first, then decides, then writes the event with the next
/// sequence, the audit event and one outbox row; it answers only after the commit.
/// </summary>
public interface IMessages
{
    /// <summary>
    /// The same client message id of the same sender in the same conversation answers the first receipt; with another body it is
    /// <see cref="ConversationRefusals.ReusedId"/>. A full pool is refused as not ready, never queued without end.
    /// </summary>
    [Decides(CareAction.SendMessage)]
    [Decides(CareAction.WriteTeamConversation)]
    Task<Outcome<SendReceipt>> Post(Actor actor, ConversationId conversation, MessageDraft draft, CancellationToken cancel);

    [Decides(CareAction.CorrectOwnMessage)]
    Task<Outcome<Receipt>> Correct(Actor actor, ConversationId conversation, Sequence target, ClinicalText text, CancellationToken cancel);

    /// <summary>A second retraction answers the first one's receipt.</summary>
    [Decides(CareAction.RetractMessage)]
    Task<Outcome<Receipt>> Retract(Actor actor, ConversationId conversation, Sequence target, RetractionReason reason, CancellationToken cancel);
}

/// <summary>Delivered and read markers: not in the log, only forward, read implies delivered.</summary>
public interface IMarkers
{
    [Decides(CareAction.ReadMessages)]
    [Decides(CareAction.ReadTeamConversation)]
    Task<Outcome<Done>> MarkDelivered(Actor actor, ConversationId conversation, Sequence sequence, CancellationToken cancel);

    [Decides(CareAction.ReadMessages)]
    [Decides(CareAction.ReadTeamConversation)]
    Task<Outcome<Done>> MarkRead(Actor actor, ConversationId conversation, Sequence sequence, CancellationToken cancel);
}

/// <summary>Unsent words of staff, encrypted on the server so that they follow from device to device. Empty text clears the draft.</summary>
public interface IDrafts
{
    [Decides(CareAction.KeepDraft)]
    Task<Outcome<ClinicalText>> Get(Actor actor, ConversationId conversation, CancellationToken cancel);

    [Decides(CareAction.KeepDraft)]
    Task<Outcome<Done>> Save(Actor actor, ConversationId conversation, ClinicalText text, CancellationToken cancel);
}
