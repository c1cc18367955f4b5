using Microsoft.AspNetCore.SignalR;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Web.Conversations.Wire;
using Portal.Web.Identity.Live;
using Portal.Web.Shared.Hubs;
using Portal.Web.Shared.Input;

namespace Portal.Web.Conversations.Live;

/// <summary>
/// SignalR's JSON protocol, over WebSocket, server-sent events or long polling; frames up to 128 KiB. A connection proves who is there by cookie, by the
/// <c>Authorization</c> header of its request, or by its first call, <see cref="Authenticate"/>, within 10 seconds; any other call before that closes it.
/// A refusal is an error whose text ends with <c>HubException: urn:portal:problem:NAME</c>, with <c>;reason=CODE</c> or <c>;retry-after=SECONDS</c> behind it
/// where there is one. Delivery is at least once: conversation and sequence tell a repeat, and whoever sees a gap calls <see cref="Subscribe"/> again.
/// </summary>
/// <remarks>Pushes come from the feeds by way of the connection's <see cref="ConversationViewer"/>.</remarks>
internal sealed class ConversationHub(HubSignIn signIn, ConversationViewers viewers, IMessages messages, IMarkers markers) : Hub
{
    private LiveConnection Connection => LiveConnection.Of(Context);

    private ConversationViewer Viewer => viewers.Of(Connection);

    public override async Task OnConnectedAsync()
    {
        var connection = viewers.Open(Context);
        if (await signIn.OfRequest(Context.GetHttpContext()!, Context.ConnectionAborted) is { } caller) await viewers.Adopt(connection, caller);
    }

    public override async Task OnDisconnectedAsync(Exception? exception) => await viewers.Close(Connection);

    /// <summary>Proves who is there, by a session token; again with a renewed one of the same person to stay.</summary>
    public async Task<HubAnswer<AuthenticatedJson>> Authenticate(string? token)
    {
        var answer = await signIn.ByToken(Connection, token, Context.ConnectionAborted);
        if (answer.Error is null) await viewers.Welcome(Connection);
        return answer;
    }

    /// <summary>The caller's list (at most 200, and the cursor for those after), then <c>conversationChanged</c> for each that is new, changed or gone.</summary>
    [Decides(CareAction.ListConversations)]
    public Task<HubAnswer<InboxJson>> SubscribeInbox() => Viewer.SubscribeInbox(Context.ConnectionAborted);

    /// <summary>
    /// At most 200 events after a sequence (0 is before the first). While <c>more</c> is true the caller calls again from its last; with false it is live
    /// from that instant. A second call replaces the first.
    /// </summary>
    [Decides(CareAction.ReadMessages)]
    public async Task<HubAnswer<SubscriptionJson>> Subscribe(string? conversationId, long afterSequence)
    {
        var objections = new Objections();
        var conversation = objections.Id<ConversationId>(conversationId, "$.conversationId");
        if (afterSequence is < 0 or >= Sequence.Limit) objections.Add("$.afterSequence", "must be 0 or a sequence");
        return objections.Refusal is { } refusal ? refusal : await Viewer.Subscribe(conversation, new(afterSequence), Context.ConnectionAborted);
    }

    /// <summary>Ends a subscription; where there is none, nothing.</summary>
    [DecidesNothing("gives up what the caller was given by Subscribe")]
    public async Task<HubAnswer<Done>> Unsubscribe(string? conversationId) => await Of(conversationId, Viewer.Unsubscribe);

    /// <summary>Answers only after the message is durable; the same client message id again answers the first receipt.</summary>
    [CountsAsMessage]
    [Decides(CareAction.SendMessage)]
    public async Task<HubAnswer<ReceiptJson>> Send(string? conversationId, MessageBody? message)
    {
        var objections = new Objections();
        var conversation = objections.Id<ConversationId>(conversationId, "$.conversationId");
        objections.Required(message, "$.message");
        if (objections.Refusal is { } refusal) return refusal;
        if (!message!.Read().TryGet(out var draft, out var unread)) return unread;
        return (await messages.Post(Connection.Actor, conversation, draft, Context.ConnectionAborted)).Map(sent => ReceiptJson.Of(sent.Receipt));
    }

    /// <summary>The caller's delivered marker, only forward: lower or equal changes nothing, beyond the head is refused.</summary>
    [Decides(CareAction.ReadMessages)]
    public Task<HubAnswer<Done>> MarkDelivered(string? conversationId, long sequence) => Mark(markers.MarkDelivered, conversationId, sequence);

    /// <summary>The caller's read marker, only forward; read implies delivered.</summary>
    [Decides(CareAction.ReadMessages)]
    public Task<HubAnswer<Done>> MarkRead(string? conversationId, long sequence) => Mark(markers.MarkRead, conversationId, sequence);

    /// <summary>To the others only, never stored, at most once a second a person.</summary>
    [Decides(CareAction.SendMessage)]
    public Task<HubAnswer<Done>> Typing(string? conversationId, bool isTyping) =>
        Of(conversationId, conversation => Viewer.Typing(conversation, isTyping, Context.ConnectionAborted));

    /// <summary><c>available</c> or <c>away</c>, for this connection; others see the most available of a person's connections.</summary>
    [Decides(CareAction.SetOwnPresence)]
    public HubAnswer<Done> SetPresence(string? state)
    {
        var objections = new Objections();
        var presence = objections.Word(state, "$.state", ConversationWords.OwnPresence);
        if (objections.Refusal is { } refusal) return refusal;
        Viewer.SetPresence(presence);
        return Done.It;
    }

    private delegate Task<Outcome<Done>> Marking(Actor actor, ConversationId conversation, Sequence sequence, CancellationToken cancel);

    private async Task<HubAnswer<Done>> Mark(Marking mark, string? conversationId, long sequence)
    {
        var objections = new Objections();
        var conversation = objections.Id<ConversationId>(conversationId, "$.conversationId");
        var place = objections.Sequence(sequence, "$.sequence");
        return objections.Refusal is { } refusal ? refusal : await mark(Connection.Actor, conversation, place, Context.ConnectionAborted);
    }

    private static async Task<HubAnswer<Done>> Of(string? conversationId, Func<ConversationId, Task<Outcome<Done>>> act)
    {
        var objections = new Objections();
        var conversation = objections.Id<ConversationId>(conversationId, "$.conversationId");
        return objections.Refusal is { } refusal ? refusal : await act(conversation);
    }
}
