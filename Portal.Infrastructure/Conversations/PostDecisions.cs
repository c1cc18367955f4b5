using System.Security.Cryptography;
using Portal.Domain.Audit;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Shared.Outbox;

namespace Portal.Infrastructure.Conversations;

/// <summary>
/// Decides the posts of one batch, in order, on the facts read behind the locks; collects what to write, whom to answer what, and the events
/// to give out after the commit. Posts to one conversation follow each other here, so its head moves along in memory.
/// </summary>
internal sealed class PostDecisions(AuditStamp audit, TimeProvider clock)
{
    private readonly Dictionary<Guid, (long Head, DateTimeOffset At)> heads = [];
    private readonly Dictionary<(Guid, Guid, Guid), (Receipt Receipt, byte[] Fingerprint)> posted = [];

    public PostWrites Writes { get; } = new();

    public List<Outcome<SendReceipt>> Answers { get; } = [];

    public List<(ConversationEvent Event, Guid CareTeam, Guid? Patient)> Events { get; } = [];

    public void Decide(PendingPost post, PostFacts? facts) => Answers.Add(Answer(post, facts));

    private Outcome<SendReceipt> Answer(PendingPost post, PostFacts? facts)
    {
        if (facts is null) return Refusal.NotFound;
        if (Denied(post, facts) is { } refusal) return refusal;
        if (Earlier(post, facts) is { } earlier)
        {
            return CryptographicOperations.FixedTimeEquals(earlier.Fingerprint, post.Fingerprint)
                ? new SendReceipt(earlier.Receipt, IsNew: false)
                : ConversationRefusals.ReusedId;
        }

        var state = State(post, facts);
        var reply = facts is { ReplyAuthor: { } author, ReplyAt: { } repliedAt } && post.Draft.ReplyTo is { } target
            ? new MessageFacts(target, new PersonId(author), repliedAt, default, target, IsRetracted: false)
            : null;
        var outcome = Conversation.Post(state, post.Draft, reply);
        return outcome.TryGet(out var body, out var rule) ? Append(post, facts, state, body) : rule;
    }

    /// <summary>Null when access is given; a refusal leaves its trace in the audit, in the same transaction.</summary>
    private Refusal? Denied(PendingPost post, PostFacts facts)
    {
        var isTeam = facts.Kind == (short)ConversationKind.Team;
        var action = isTeam ? CareAction.WriteTeamConversation : CareAction.SendMessage;
        var refusal = AccessPolicy.Refuse(post.Actor, action, new AccessFacts
        {
            IsOwn = post.Actor.Kind == ActorKind.Patient && facts.PatientId == post.Actor.PersonId.Value,
            HasProxyGrant = post.Actor.Kind == ActorKind.RelatedPerson && facts.HasProxy,
            IsTeamMember = post.Actor.IsStaff && facts.IsMember,
            IsModerator = post.Actor.IsStaff && facts.IsModerator,
            HasBreakGlass = Opened(post, facts) is not null,
            IntegrationReaches = post.Actor.Kind == ActorKind.Bot && facts.IsAdded,
            IsTeamConversation = isTeam,
        });
        if (refusal is not null)
            Writes.Audits.Add(audit.Row(Entry(post, facts) with { Action = AuditAction.AccessRefused, Outcome = AuditOutcome.Refused, Code = action.ToString() }));
        return refusal;
    }

    private (Receipt Receipt, byte[] Fingerprint)? Earlier(PendingPost post, PostFacts facts)
    {
        if (facts is { EarlierSequence: { } sequence, EarlierAt: { } at, EarlierFingerprint: { } fingerprint })
            return (new Receipt(new Sequence(sequence), at.ToUniversalTime()), fingerprint);
        return posted.TryGetValue(KeyOf(post), out var sibling) ? sibling : null;
    }

    private ConversationState State(PendingPost post, PostFacts facts)
    {
        var (head, at) = heads.TryGetValue(post.Conversation.Value, out var moved) ? moved : (facts.Head, facts.LastActivityAt.ToUniversalTime());
        return new ConversationState(
            post.Conversation,
            (ConversationKind)facts.Kind,
            facts.PatientId is { } patient ? new PersonId(patient) : null,
            new CareTeamId(facts.CareTeamId),
            (ConversationStatus)facts.Status,
            (Priority)facts.Priority,
            facts.AssigneeId is { } assignee ? new PersonId(assignee) : null,
            new Sequence(head),
            at);
    }

    private SendReceipt Append(PendingPost post, PostFacts facts, ConversationState state, EventBody body)
    {
        var sequence = state.Head.Next;
        var now = clock.Now();

        // Clocks of two nodes may differ; the order of times in a conversation is the order of its sequence all the same.
        var at = now > state.LastActivityAt ? now : state.LastActivityAt;
        var actor = EventActor.Of(post.Actor);
        Writes.Events.Add(new ConversationEventRow
        {
            ConversationId = post.Conversation.Value,
            Sequence = sequence.Value,
            EventId = post.Id.Value,
            At = at,
            Type = (short)EventType.MessagePosted,
            SenderId = actor.Id.Value,
            SenderKind = (short)actor.Kind,
            ClientMessageId = post.Draft.ClientMessageId.Value,
            Fingerprint = post.Fingerprint,
            Body = post.Body,
        });
        Writes.Heads[post.Conversation.Value] = new HeadWrite(post.Conversation.Value, sequence.Value, at);
        Writes.Markers[(post.Conversation.Value, actor.Id.Value)] = ((short)actor.Kind, sequence.Value);
        Writes.Audits.Add(audit.Row(Entry(post, facts) with { Action = AuditAction.MessagePosted, Sequence = sequence }));
        Writes.Outbox.Add(new OutboxEventRow
        {
            Id = Guid.CreateVersion7(at),
            At = at,
            Kind = (short)OutboxKind.MessagePosted,
            ConversationId = post.Conversation.Value,
            Sequence = sequence.Value,
            ActorId = actor.Id.Value,
        });
        Events.Add((new ConversationEvent(post.Conversation, sequence, post.Id, at, actor, body), facts.CareTeamId, facts.PatientId));
        heads[post.Conversation.Value] = (sequence.Value, at);
        var receipt = new Receipt(sequence, at);
        posted[KeyOf(post)] = (receipt, post.Fingerprint);
        return new SendReceipt(receipt, IsNew: true);
    }

    private static AuditEntry Entry(PendingPost post, PostFacts facts) => new(post.Actor, AuditAction.MessagePosted)
    {
        Conversation = post.Conversation,
        Patient = facts.PatientId is { } patient ? new PersonId(patient) : null,
        CareTeam = new CareTeamId(facts.CareTeamId),
        BreakGlass = Opened(post, facts),
    };

    /// <summary>The emergency access that this post may stand on, as read behind the lock.</summary>
    private static BreakGlassId? Opened(PendingPost post, PostFacts facts) =>
        post.Actor is { IsStaff: true, IsDelegated: false } && facts.BreakGlass is { } grant ? new BreakGlassId(grant) : null;

    private static (Guid, Guid, Guid) KeyOf(PendingPost post) => (post.Conversation.Value, post.Actor.PersonId.Value, post.Draft.ClientMessageId.Value);
}
