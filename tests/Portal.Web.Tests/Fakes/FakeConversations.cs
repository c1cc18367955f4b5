using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;

namespace Portal.Web.Tests.Fakes;

/// <summary>Conversations in memory: who belongs to one may do everything in it, for others it does not exist.</summary>
internal sealed class FakeConversations : IConversations, IMessages, IMarkers
{
    private static readonly DateTimeOffset Then = new(2026, 1, 15, 8, 0, 0, 123, TimeSpan.Zero);
    private readonly Lock gate = new();
    private readonly Dictionary<ConversationId, FakeLog> logs = [];

    public ConversationFilter? LastFilter { get; private set; }

    public PageRequest? LastPage { get; private set; }

    public NewConversation? LastStart { get; private set; }

    public PersonId? LastAssignee { get; private set; }

    /// <summary>Answers every call while it is set.</summary>
    public Refusal? Refusal { get; set; }

    /// <summary>Thrown by every call while it is set: broken machinery.</summary>
    public Exception? Broken { get; set; }

    public ConversationId Add(params Actor[] members)
    {
        var id = Id.New<ConversationId>();
        lock (gate) logs[id] = new(id, [.. members.Select(member => member.PersonId)]);
        return id;
    }

    public IReadOnlyList<ConversationEvent> Log(ConversationId conversation)
    {
        lock (gate) return [.. logs[conversation].Events];
    }

    public Task<Outcome<ConversationView>> Start(Actor actor, NewConversation request, CancellationToken cancel)
    {
        LastStart = request;
        return Task.FromResult(Do(Add(actor), actor, View));
    }

    public Task<Outcome<Page<ConversationView>>> List(Actor actor, ConversationFilter filter, PageRequest page, CancellationToken cancel)
    {
        (LastFilter, LastPage) = (filter, page);
        if (Stopped() is { } refusal) return Task.FromResult<Outcome<Page<ConversationView>>>(refusal);
        lock (gate) return Task.FromResult<Outcome<Page<ConversationView>>>(new Page<ConversationView>([.. logs.Values.Where(log => log.Members.Contains(actor.PersonId)).Select(View)], "next"));
    }

    public Task<Outcome<ConversationView>> View(Actor actor, ConversationId conversation, CancellationToken cancel) => Task.FromResult(Do(conversation, actor, View));

    public Task<Outcome<EventPage>> Events(Actor actor, ConversationId conversation, EventRange range, CancellationToken cancel) =>
        Task.FromResult(Do(conversation, actor, log => new EventPage([.. log.Events.Where(one => range.After is not { } after || one.Sequence > after)], log.Head)));

    public Task<Outcome<ConversationView>> SetStatus(Actor actor, ConversationId conversation, ConversationStatus status, CancellationToken cancel) =>
        Task.FromResult(Do(conversation, actor, log => View(log) with { Status = status }));

    public Task<Outcome<ConversationView>> Assign(Actor actor, ConversationId conversation, PersonId? assignee, CancellationToken cancel)
    {
        LastAssignee = assignee;
        return Task.FromResult(Do(conversation, actor, View));
    }

    public Task<Outcome<ConversationView>> SetPriority(Actor actor, ConversationId conversation, Priority priority, CancellationToken cancel) =>
        Task.FromResult(Do(conversation, actor, log => View(log) with { Priority = priority }));

    public Task<Outcome<IReadOnlyList<PersonRef>>> Assignable(Actor actor, ConversationId conversation, CancellationToken cancel) =>
        Task.FromResult<Outcome<IReadOnlyList<PersonRef>>>(Refusal.NotFound);

    public Task<Outcome<SendReceipt>> Post(Actor actor, ConversationId conversation, MessageDraft draft, CancellationToken cancel) =>
        Task.FromResult(Do(conversation, actor, log => log.Post(actor, draft, Then)));

    public Task<Outcome<Receipt>> Correct(Actor actor, ConversationId conversation, Sequence target, ClinicalText text, CancellationToken cancel) =>
        Task.FromResult(Do(conversation, actor, log => log.Append(actor, new EventBody.MessageCorrected(target, text), Then)));

    public Task<Outcome<Receipt>> Retract(Actor actor, ConversationId conversation, Sequence target, RetractionReason reason, CancellationToken cancel) =>
        Task.FromResult(Do(conversation, actor, log => log.Append(actor, new EventBody.MessageRetracted(target, reason), Then)));

    public Task<Outcome<Done>> MarkDelivered(Actor actor, ConversationId conversation, Sequence sequence, CancellationToken cancel) => MarkRead(actor, conversation, sequence, cancel);

    public Task<Outcome<Done>> MarkRead(Actor actor, ConversationId conversation, Sequence sequence, CancellationToken cancel) =>
        Task.FromResult(Do<Done>(conversation, actor, log => sequence > log.Head ? ConversationRefusals.BeyondHead : Done.It));

    private Outcome<T> Do<T>(ConversationId conversation, Actor actor, Func<FakeLog, Outcome<T>> act)
    {
        if (Stopped() is { } refusal) return refusal;
        lock (gate) return logs.TryGetValue(conversation, out var log) && log.Members.Contains(actor.PersonId) ? act(log) : Refusal.NotFound;
    }

    private Outcome<T> Do<T>(ConversationId conversation, Actor actor, Func<FakeLog, T> act) => Do<T>(conversation, actor, log => (Outcome<T>)act(log));

    private Refusal? Stopped() => Broken is null ? Refusal : throw Broken;

    private static ConversationView View(FakeLog log) => new(
        log.Id, ConversationKind.Patient, new("Chest pain"), ConversationStatus.Open, null, null, Someone.CareTeam, null, log.Head, Sequence.None, Sequence.None, 0, Then);
}

/// <summary>One conversation's events and who belongs to it.</summary>
internal sealed class FakeLog(ConversationId id, HashSet<PersonId> members)
{
    public ConversationId Id { get; } = id;

    public HashSet<PersonId> Members { get; } = members;

    public List<ConversationEvent> Events { get; } = [];

    public Sequence Head => Events.Count == 0 ? Sequence.None : Events[^1].Sequence;

    public Outcome<SendReceipt> Post(Actor actor, MessageDraft draft, DateTimeOffset at)
    {
        var first = Events.Find(one => one.Actor.Id == actor.PersonId && one.Body is EventBody.MessagePosted posted && posted.ClientMessageId == draft.ClientMessageId);
        if (first is null) return new SendReceipt(Append(actor, new EventBody.MessagePosted(draft.ClientMessageId, draft.Text, draft.ReplyTo, []), at), true);
        return ((EventBody.MessagePosted)first.Body).Text == draft.Text ? new SendReceipt(new(first.Sequence, first.At), false) : ConversationRefusals.ReusedId;
    }

    public Receipt Append(Actor actor, EventBody body, DateTimeOffset at)
    {
        Events.Add(new(Id, Head.Next, Domain.Shared.Id.New<EventId>(), at, EventActor.Of(actor), body));
        return new(Head, at);
    }
}
