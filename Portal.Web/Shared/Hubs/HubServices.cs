using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Portal.Web.Shared.Input;

namespace Portal.Web.Shared.Hubs;

/// <summary>What every hub of the portal has in common.</summary>
internal static class HubServices
{
    private static readonly TimeSpan HandshakeTime = TimeSpan.FromSeconds(10);

    public static void AddHubs(this IServiceCollection services)
    {
        // Below this the framework writes down the arguments of every call, of hubs and of circuits: tokens, and what people type.
        services.AddLogging(logging => logging.AddFilter("Microsoft.AspNetCore.SignalR", LogLevel.Information));
        services.AddSignalR(hubs =>
        {
            hubs.MaximumReceiveMessageSize = PortalHubProtocol.LongestFrame;
            hubs.HandshakeTimeout = HandshakeTime;
            hubs.DisableImplicitFromServicesParameters = true;
            hubs.MaximumParallelInvocationsPerClient = 1; // what one connection sends is numbered in the order in which it arrives
        });
        services.AddOptions<JsonHubProtocolOptions>().Configure(json => PortalJson.Apply(json.PayloadSerializerOptions));
        services.AddSingleton<IHubProtocol, PortalHubProtocol>(); // the last of one name is the one that is used
    }

    /// <summary>A feature's hub types, written and read by generated code.</summary>
    public static void AddHubJson(this IServiceCollection services, System.Text.Json.Serialization.Metadata.IJsonTypeInfoResolver types) =>
        services.AddOptions<JsonHubProtocolOptions>().Configure(json => json.PayloadSerializerOptions.TypeInfoResolverChain.Insert(0, types));

    /// <summary>
    /// A hub with its <see cref="HubGate"/> before it. It is open to all: who is there is proven within the connection, and where from was asked
    /// before routing.
    /// </summary>
    public static IEndpointConventionBuilder MapGatedHub<THub>(this IEndpointRouteBuilder endpoints, string path) where THub : Hub
    {
        var gate = HubGate.For(endpoints.ServiceProvider.GetRequiredService<ILogger<HubGate>>());
        var options = new HttpConnectionDispatcherOptions
        {
            ApplicationMaxBufferSize = PortalHubProtocol.LongestFrame,
            TransportMaxBufferSize = PortalHubProtocol.LongestFrame,
            CloseOnAuthenticationExpiration = true,
        };
        return endpoints.MapConnections(path, options, connection => connection.Use(gate).UseHub<THub>())
            .WithMetadata(new HubMetadata(typeof(THub)))
            .AllowAnonymous();
    }
}
