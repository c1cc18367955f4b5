using Portal.Domain.Conversations;
using Portal.Domain.Patients;
using Portal.Domain.Shared;
using Portal.Web.Conversations.Inbox;
using Portal.Web.Shared.Circuits;
using Portal.Web.State;

namespace Portal.Web.Conversations.Thread;

/// <summary>
/// One conversation opened in one circuit, bound to it for good: what is typed, sent or changed through it can reach no other conversation.
/// </summary>
internal sealed class OpenThread : IAsyncDisposable
{
    private readonly InboxFeature inbox;

    public OpenThread(ConversationId conversation, ThreadPorts ports, CircuitActor actor, InboxFeature inbox, TimeProvider clock)
    {
        this.inbox = inbox;
        Store = new(new ThreadState(conversation), ThreadReducer.Apply);
        Markers = new(conversation, actor, ports.Markers);
        Live = new(Store, actor, ports.Conversations, ports.Feed, Markers, clock);
        Outbox = new(Store, actor, ports.Messages, ports.Drafts, clock);
        Care = new(Store, actor, ports.Conversations, ports.Messages, ports.Patients);
        inbox.Store.Changed += OnInboxChanged;
    }

    public Store<ThreadState, ThreadAction> Store { get; }

    public ThreadState State => Store.State;

    public ThreadLive Live { get; }

    public ThreadOutbox Outbox { get; }

    public ThreadMarkers Markers { get; }

    public ThreadCare Care { get; }

    public async Task Open()
    {
        await Live.Open();
        await Care.LoadSurroundings();
    }

    public ValueTask DisposeAsync()
    {
        inbox.Store.Changed -= OnInboxChanged;
        return Live.DisposeAsync();
    }

    /// <summary>What colleagues change about the conversation (assignment, priority) is told by the inbox's feed.</summary>
    private void OnInboxChanged(object? sender, EventArgs nothing)
    {
        if (State.View is not null && inbox.State.Known.TryGetValue(State.Id, out var view)) Store.Dispatch(new ThreadAction.ViewCame(view));
    }
}

/// <summary>The ports that an open conversation needs.</summary>
internal sealed record ThreadPorts(IConversations Conversations, IConversationFeed Feed, IMessages Messages, IMarkers Markers, IDrafts Drafts, IPatients Patients);

/// <summary>Opens conversations in a circuit.</summary>
internal sealed class Threads(ThreadPorts ports, CircuitActor actor, InboxFeature inbox, TimeProvider clock)
{
    public OpenThread Of(ConversationId conversation) => new(conversation, ports, actor, inbox, clock);
}
