using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.SignalR;
using Portal.Domain.Conversations;
using Portal.Domain.Visits;
using Portal.Web.Identity;
using Portal.Web.Identity.Live;
using Portal.Web.Shared.Hubs;

namespace Portal.Web.Conversations.Live;

/// <summary>The viewers of this node's hub connections: made when somebody proves who is there, ended with the connection.</summary>
internal sealed class ConversationViewers(
    LiveConnections connections,
    IHubContext<ConversationHub> hub,
    IConversationFeed feed,
    IInboxFeed inbox,
    IWaitingBoard visits,
    TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, ConversationViewer> viewers = new(StringComparer.Ordinal);

    /// <summary>A new connection with nobody behind it yet.</summary>
    public LiveConnection Open(HubCallerContext context)
    {
        var request = context.GetHttpContext()!;
        var client = hub.Clients.Client(context.ConnectionId);
        var connection = new LiveConnection(context, context.Features.GetRequiredFeature<HubGate>(), client, request.Origin(), request.Address(), clock.GetUtcNow());
        context.Features.Set(connection);
        connections.Add(connection);
        return connection;
    }

    public async ValueTask Adopt(LiveConnection connection, Caller caller)
    {
        connection.Adopt(caller, clock.GetUtcNow());
        await Welcome(connection);
    }

    /// <summary>
    /// Somebody is there: from now on others may see it. Again for the same person changes nothing. Where the connection ended meanwhile, whoever of
    /// this and <see cref="Close"/> comes second clears up.
    /// </summary>
    public async ValueTask Welcome(LiveConnection connection)
    {
        viewers.GetOrAdd(connection.Id, static (_, of) => new(of.connection, of.feed, of.inbox, of.visits), (connection, feed, inbox, visits));
        if (connection.IsOver) await Forget(connection);
    }

    public ConversationViewer Of(LiveConnection connection) => viewers[connection.Id];

    public async ValueTask Close(LiveConnection connection)
    {
        connection.End();
        connections.Remove(connection);
        await Forget(connection);
    }

    private async ValueTask Forget(LiveConnection connection)
    {
        if (viewers.TryRemove(connection.Id, out var viewer)) await viewer.DisposeAsync();
    }
}
