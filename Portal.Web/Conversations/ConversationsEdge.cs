using Microsoft.AspNetCore.SignalR;
using Portal.Web.Conversations.Live;
using Portal.Web.Conversations.Rest;
using Portal.Web.Conversations.Wire;
using Portal.Web.Identity.Live;
using Portal.Web.Shared;
using Portal.Web.Shared.Hubs;

namespace Portal.Web.Conversations;

/// <summary>Conversations by REST and live.</summary>
internal static class ConversationsEdge
{
    public static void AddConversations(this WebApplicationBuilder builder)
    {
        builder.Services.AddJson(ConversationsJson.Default);
        builder.Services.AddHubJson(LiveJson.Default);
        builder.Services.AddSingleton<ConversationViewers>();
        builder.Services.AddSingleton<HubCalls>();
        builder.Services.AddSignalR().AddHubOptions<ConversationHub>(hub => hub.AddFilter<HubCalls>());
    }

    public static RouteGroupBuilder MapConversations(this RouteGroupBuilder api)
    {
        api.MapConversationEndpoints();
        api.MapMessageEndpoints();
        api.MapDraftEndpoint();
        return api;
    }

    public static void MapConversationHub(this IEndpointRouteBuilder endpoints) => endpoints.MapGatedHub<ConversationHub>("/hubs/conversations");
}
