using System.Collections.Immutable;
using Portal.Domain.Conversations;
using Portal.Domain.Shared;
using Portal.Domain.Visits;

namespace Portal.Web.Visits.Acts;

/// <summary>
/// One text to several patients: a message of its own in each one's conversation, so that nobody learns of the others. What was not taken can be tried again under the
/// same id, which makes it the same message.
/// </summary>
internal sealed record Broadcast(ImmutableArray<Broadcast.Copy> Copies)
{
    /// <summary><paramref name="IsSent"/>: the server has it. <paramref name="Refusal"/>: why not; null where it is sent or was not tried.</summary>
    public sealed record Copy(ConversationId Conversation, PatientRef Patient, ClientMessageId Id, bool IsSent = false, Refusal? Refusal = null);

    public bool IsWhole => Copies.All(copy => copy.IsSent);

    public int SentCount => Copies.Count(copy => copy.IsSent);

    /// <summary>One copy a conversation, however many visits it has.</summary>
    public static Broadcast To(IEnumerable<VisitView> visits) =>
        new([.. visits.DistinctBy(visit => visit.Conversation).Select(visit => new Copy(visit.Conversation, visit.Patient, Id.New<ClientMessageId>()))]);

    /// <summary>Another text is another message: what was sent stays sent, the rest gets new ids.</summary>
    public Broadcast Reworded() => new([.. Copies.Select(copy => copy.IsSent ? copy : copy with { Id = Id.New<ClientMessageId>(), Refusal = null })]);

    public Broadcast With(ClientMessageId id, Refusal? refusal) => new([.. Copies.Select(copy => copy.Id == id ? copy with { IsSent = refusal is null, Refusal = refusal } : copy)]);
}
