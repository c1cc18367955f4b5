using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.SignalR;
using Portal.Domain.Shared;
using Portal.Domain.Visits;
using Portal.Web.Identity;
using Portal.Web.Identity.Live;
using Portal.Web.Shared.Hubs;

namespace Portal.Web.Visits.Live;

/// <summary>The viewers of this node's connections to the hub of calls. Meter <c>Portal.Calls</c>.</summary>
internal sealed class CallViewers : IDisposable
{
    private readonly ConcurrentDictionary<string, CallViewer> viewers = new(StringComparer.Ordinal);
    private readonly LiveConnections connections;
    private readonly IHubContext<VideoHub> hub;
    private readonly ICalls calls;
    private readonly TimeProvider clock;
    private readonly Meter meter = new("Portal.Calls");
    private readonly Counter<long> dropped;

    public CallViewers(LiveConnections connections, IHubContext<VideoHub> hub, ICalls calls, TimeProvider clock)
    {
        this.connections = connections;
        this.hub = hub;
        this.calls = calls;
        this.clock = clock;
        dropped = meter.CreateCounter<long>("portal.calls.signals.dropped", "{signal}", "Signals that were malformed or too large");
    }

    public LiveConnection Open(HubCallerContext context)
    {
        var request = context.GetHttpContext()!;
        var client = hub.Clients.Client(context.ConnectionId);
        var connection = new LiveConnection(context, context.Features.GetRequiredFeature<HubGate>(), client, request.Origin(), request.Address(), clock.GetUtcNow());
        context.Features.Set(connection);
        connections.Add(connection);
        return connection;
    }

    public void Adopt(LiveConnection connection, Caller caller)
    {
        connection.Adopt(caller, clock.GetUtcNow());
        Welcome(connection);
    }

    public void Welcome(LiveConnection connection) => viewers.GetOrAdd(connection.Id, static (_, of) => new(of.connection, of.calls), (connection, calls));

    public CallViewer Of(LiveConnection connection) => viewers[connection.Id];

    public Refusal Dropped(Refusal refusal)
    {
        dropped.Add(1);
        return refusal;
    }

    public async ValueTask Close(LiveConnection connection)
    {
        connection.End();
        connections.Remove(connection);
        if (viewers.TryRemove(connection.Id, out var viewer)) await viewer.End(connection.IsRevoked);
    }

    public void Dispose() => meter.Dispose();
}
