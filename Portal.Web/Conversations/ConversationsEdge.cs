using Portal.Web.Conversations.Rest;
using Portal.Web.Conversations.Wire;
using Portal.Web.Shared;

namespace Portal.Web.Conversations;

/// <summary>Conversations by REST and live.</summary>
internal static class ConversationsEdge
{
    public static void AddConversations(this WebApplicationBuilder builder) => builder.Services.AddJson(ConversationsJson.Default);

    public static void MapConversations(this RouteGroupBuilder api)
    {
        api.MapConversationEndpoints();
        api.MapMessageEndpoints();
    }
}
