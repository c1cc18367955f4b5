using Portal.Web.Shared;
using Portal.Web.Summaries.Rest;
using Portal.Web.Summaries.Wire;

namespace Portal.Web.Summaries;

/// <summary>Summaries by REST.</summary>
internal static class SummariesEdge
{
    public static void AddSummaries(this WebApplicationBuilder builder) => builder.Services.AddJson(SummariesJson.Default);

    public static RouteGroupBuilder MapSummaries(this RouteGroupBuilder api)
    {
        api.MapSummaryEndpoints();
        api.MapExportEndpoints();
        return api;
    }
}
