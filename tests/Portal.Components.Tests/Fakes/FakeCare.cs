using System.Collections.Concurrent;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Patients;
using Portal.Domain.Shared;

namespace Portal.Components.Tests.Fakes;

/// <summary>
/// The ports of care in memory: conversations with their logs, viewers that are pushed to, and a place to make any call refused, broken or slow. It has no rules of its
/// own beyond numbering; rules are tested where they live.
/// </summary>
internal sealed class FakeCare : IConversations, IConversationFeed, IInboxFeed, IMessages, IMarkers, IDrafts, IPatients
{
    private readonly ConcurrentDictionary<ConversationId, ConversationView> views = new();
    private readonly ConcurrentDictionary<ConversationId, List<ConversationEvent>> logs = new();
    private readonly ConcurrentDictionary<ConversationId, string> drafts = new();
    private readonly List<FakeHold> holds = [];

    /// <summary>Asked before each call by its name; a refusal is answered, an exception thrown, a task waited for.</summary>
    public Func<string, Task<Refusal?>> Before { get; set; } = _ => Task.FromResult<Refusal?>(null);

    /// <summary>What was asked for, in order: the call's name and what matters of it.</summary>
    public ConcurrentQueue<(string Call, object? About)> Calls { get; } = new();

    public int PageLimit { get; set; } = PageRequest.MaxLimit;

    public IReadOnlyList<FakeHold> Holds
    {
        get
        {
            lock (holds) return [.. holds];
        }
    }

    public ConversationView Add(ConversationView view)
    {
        views[view.Id] = view;
        logs.TryAdd(view.Id, []);
        return view;
    }

    public IReadOnlyList<object?> Of(string call) => [.. Calls.Where(made => made.Call == call).Select(made => made.About)];

    public ConversationView this[ConversationId id] => views[id];

    public string DraftOf(ConversationId id) => drafts.GetValueOrDefault(id, "");

    public void KeepDraft(ConversationId id, string text) => drafts[id] = text;

    /// <summary>Puts an event into the log without telling anybody.</summary>
    public ConversationEvent Write(ConversationId id, Actor by, EventBody body, DateTimeOffset at)
    {
        lock (logs[id])
        {
            var written = new ConversationEvent(id, new Sequence(logs[id].Count + 1), Id.New<EventId>(), at, EventActor.Of(by), body);
            logs[id].Add(written);
            views[id] = views[id] with { Head = written.Sequence, LastActivityAt = at };
            return written;
        }
    }

    public ConversationEvent Say(ConversationId id, Actor by, string text, DateTimeOffset at, Sequence? replyTo = null) =>
        Write(id, by, new EventBody.MessagePosted(Id.New<ClientMessageId>(), new ClinicalText(text), replyTo, []), at);

    /// <summary>Pushes to everybody who looks at the conversation now.</summary>
    public async Task Push(params ConversationEvent[] events)
    {
        foreach (var hold in Holds.Where(hold => hold.Conversation == events[0].Conversation && hold.IsLive)) await hold.Viewer!.Events(events[0].Conversation, events);
    }

    public async Task Tell(Func<IFeedViewer, ValueTask> tell)
    {
        foreach (var hold in Holds.Where(hold => hold is { Viewer: not null, IsLive: true })) await tell(hold.Viewer!);
    }

    public async Task Tell(Func<IInboxViewer, ValueTask> tell)
    {
        foreach (var hold in Holds.Where(hold => hold is { Inbox: not null, IsLive: true })) await tell(hold.Inbox!);
    }

    public Task<Outcome<ConversationView>> Start(Actor actor, NewConversation request, CancellationToken cancel) => Answer("Start", request, () =>
    {
        var patient = request.Patient is { } id ? new PatientRef(id, People.Teodor.Name.Display) : null;
        var team = request.CareTeam == People.Orthopaedics.Id ? People.Orthopaedics : People.Cardiology;
        return Add(Conversations.With(request.Kind) with { Patient = patient, CareTeam = team, Topic = request.Topic, Priority = request.Priority });
    });

    public Task<Outcome<Page<ConversationView>>> List(Actor actor, ConversationFilter filter, PageRequest page, CancellationToken cancel) => Answer("List", (filter, page), () =>
    {
        var found = views.Values.Where(view =>
            (filter.Patient is null || view.Patient?.Id == filter.Patient) && (filter.Status is null || view.Status == filter.Status) && (!filter.UnreadOnly || view.Unread > 0));
        return new Page<ConversationView>([.. found.OrderByDescending(view => view.LastActivityAt).Take(page.Limit)], null);
    });

    public Task<Outcome<ConversationView>> View(Actor actor, ConversationId conversation, CancellationToken cancel) =>
        Answer("View", conversation, () => views.TryGetValue(conversation, out var view) ? view : (Outcome<ConversationView>)Refusal.NotFound);

    public Task<Outcome<EventPage>> Events(Actor actor, ConversationId conversation, EventRange range, CancellationToken cancel) => Answer("Events", range, () =>
    {
        if (range.After is { } after) return new EventPage([.. logs[conversation].Where(found => found.Sequence > after).Take(range.Limit)], views[conversation].Head);
        var older = logs[conversation].Where(found => range.Before is null || found.Sequence < range.Before).TakeLast(range.Limit);
        return new EventPage([.. older], views[conversation].Head);
    });

    public Task<Outcome<ConversationView>> SetStatus(Actor actor, ConversationId conversation, ConversationStatus status, CancellationToken cancel) =>
        Answer("SetStatus", status, () => views[conversation] = views[conversation] with { Status = status });

    public Task<Outcome<ConversationView>> Assign(Actor actor, ConversationId conversation, PersonId? assignee, CancellationToken cancel) =>
        Answer("Assign", assignee, () => views[conversation] = views[conversation] with { Assignee = assignee is { } id ? new PersonRef(id, "Assigned") : null });

    public Task<Outcome<ConversationView>> SetPriority(Actor actor, ConversationId conversation, Priority priority, CancellationToken cancel) =>
        Answer("SetPriority", priority, () => views[conversation] = views[conversation] with { Priority = priority });

    public Task<Outcome<IReadOnlyList<PersonRef>>> Assignable(Actor actor, ConversationId conversation, CancellationToken cancel) => Answer("Assignable", conversation, () =>
        (IReadOnlyList<PersonRef>)[new(People.Nurse.PersonId, "Nora Lindqvist"), new(People.Clinician.PersonId, "Samir Haddad")]);

    public Task<Outcome<FeedStart>> Start(Actor actor, ConversationId conversation, Sequence after, IFeedViewer viewer, CancellationToken cancel) => Answer("Follow", after, () =>
    {
        lock (logs[conversation])
        {
            var events = logs[conversation].Where(found => found.Sequence > after).Take(PageLimit).ToList();
            var more = events.Count > 0 && events[^1].Sequence < views[conversation].Head;
            return new FeedStart(events, views[conversation].Head, more, [], [], more ? null : Hold(new FakeHold { Conversation = conversation, Viewer = viewer }));
        }
    });

    public Task<Outcome<Done>> Typing(Actor actor, ConversationId conversation, bool isTyping, CancellationToken cancel) => Answer("Typing", isTyping, () => Done.It);

    public IPresenceHold Connect(Actor actor) => new FakePresence(this);

    public Task<Outcome<InboxStart>> Start(Actor actor, IInboxViewer viewer, CancellationToken cancel) => Answer("Inbox", null, () =>
        new InboxStart([.. views.Values.OrderByDescending(view => view.LastActivityAt).Take(PageLimit)], views.Count > PageLimit ? "next" : null, Hold(new FakeHold { Inbox = viewer })));

    public Task<Outcome<SendReceipt>> Post(Actor actor, ConversationId conversation, MessageDraft draft, CancellationToken cancel) => Answer("Post", (conversation, draft), () =>
    {
        var written = Write(conversation, actor, new EventBody.MessagePosted(draft.ClientMessageId, draft.Text, draft.ReplyTo, []), Conversations.Now);
        return new SendReceipt(new Receipt(written.Sequence, written.At), IsNew: true);
    });

    public Task<Outcome<Receipt>> Correct(Actor actor, ConversationId conversation, Sequence target, ClinicalText text, CancellationToken cancel) =>
        Answer("Correct", (target, text.Reveal()), () => ReceiptOf(Write(conversation, actor, new EventBody.MessageCorrected(target, text), Conversations.Now)));

    public Task<Outcome<Receipt>> Retract(Actor actor, ConversationId conversation, Sequence target, RetractionReason reason, CancellationToken cancel) =>
        Answer("Retract", (target, reason), () => ReceiptOf(Write(conversation, actor, new EventBody.MessageRetracted(target, reason), Conversations.Now)));

    public Task<Outcome<Done>> MarkDelivered(Actor actor, ConversationId conversation, Sequence sequence, CancellationToken cancel) => Answer("MarkDelivered", sequence, () => Done.It);

    public Task<Outcome<Done>> MarkRead(Actor actor, ConversationId conversation, Sequence sequence, CancellationToken cancel) => Answer("MarkRead", sequence, () => Done.It);

    public Task<Outcome<ClinicalText>> Get(Actor actor, ConversationId conversation, CancellationToken cancel) => Answer("GetDraft", conversation, () => new ClinicalText(DraftOf(conversation)));

    public Task<Outcome<Done>> Save(Actor actor, ConversationId conversation, ClinicalText text, CancellationToken cancel) => Answer("SaveDraft", text.Reveal(), () =>
    {
        KeepDraft(conversation, text.Reveal());
        return Done.It;
    });

    public Task<Outcome<IReadOnlyList<PatientCard>>> Find(Actor actor, string words, CancellationToken cancel) => Answer("Find", words, () =>
        (IReadOnlyList<PatientCard>)(People.Teodor.Name.Display.Reveal().Contains(words, StringComparison.OrdinalIgnoreCase) ? [People.Teodor] : Array.Empty<PatientCard>()));

    public Task<Outcome<PatientCard>> Card(Actor actor, PersonId patient, CancellationToken cancel) =>
        Answer("Card", patient, () => patient == People.Teodor.Id ? People.Teodor : (Outcome<PatientCard>)Refusal.NotFound);

    public void Said(string call, object? about) => Calls.Enqueue((call, about));

    private static Receipt ReceiptOf(ConversationEvent written) => new(written.Sequence, written.At);

    private async Task<Outcome<T>> Answer<T>(string call, object? about, Func<Outcome<T>> answer)
    {
        Said(call, about);
        return await Before(call) is { } refusal ? refusal : answer();
    }

    private Task<Outcome<T>> Answer<T>(string call, object? about, Func<T> answer) => Answer(call, about, () => Ok(answer()));

    private static Outcome<T> Ok<T>(T value) => value;

    private FakeHold Hold(FakeHold hold)
    {
        lock (holds) holds.Add(hold);
        return hold;
    }
}

/// <summary>Somebody who looks.</summary>
internal sealed class FakeHold : ILiveHold
{
    public ConversationId? Conversation { get; init; }

    public IFeedViewer? Viewer { get; init; }

    public IInboxViewer? Inbox { get; init; }

    public bool IsLive { get; private set; }

    public bool IsEnded { get; private set; }

    public void Begin() => IsLive = true;

    public ValueTask DisposeAsync()
    {
        (IsLive, IsEnded) = (false, true);
        return ValueTask.CompletedTask;
    }
}

internal sealed class FakePresence(FakeCare care) : IPresenceHold
{
    public void Set(PresenceState state) => care.Said("Presence", state);

    public void Dispose() => care.Said("Presence", PresenceState.Offline);
}
