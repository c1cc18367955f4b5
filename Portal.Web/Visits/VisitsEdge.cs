using Microsoft.AspNetCore.SignalR;
using Portal.Web.Identity.Live;
using Portal.Web.Shared;
using Portal.Web.Shared.Hubs;
using Portal.Web.Visits.Live;
using Portal.Web.Visits.Rest;
using Portal.Web.Visits.Wire;

namespace Portal.Web.Visits;

/// <summary>Visits by REST, calls live.</summary>
internal static class VisitsEdge
{
    public static void AddVisits(this WebApplicationBuilder builder)
    {
        builder.Services.AddJson(VisitsJson.Default);
        builder.Services.AddHubJson(VideoJson.Default);
        builder.Services.AddSingleton<CallViewers>();
        builder.Services.AddSignalR().AddHubOptions<VideoHub>(hub => hub.AddFilter<HubCalls>());
    }

    public static RouteGroupBuilder MapVisits(this RouteGroupBuilder api)
    {
        api.MapVisitEndpoints();
        return api;
    }

    public static void MapVideoHub(this IEndpointRouteBuilder endpoints) => endpoints.MapGatedHub<VideoHub>("/hubs/video");
}
