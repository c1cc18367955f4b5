using Microsoft.AspNetCore.Cors.Infrastructure;
using Portal.Web.Integrations.Embed;
using Portal.Web.Integrations.Sessions;
using Portal.Web.Shared;
using Portal.Web.Shared.Hosting;

namespace Portal.Web.Integrations;

/// <summary>Hospitals' own pages and back ends: their sessions and keys, the embedded pages, and which origins may do what.</summary>
internal static class IntegrationsEdge
{
    public static void AddIntegrations(this WebApplicationBuilder builder)
    {
        builder.Services.AddCors();
        builder.Services.AddSingleton<ICorsPolicyProvider, EmbedCors>();
        builder.Services.AddSingleton<EmbedPages>();
        builder.Services.AddSingleton<EmbedFiles>();
        builder.Services.AddJson(SessionsJson.Default);
        builder.Services.AddJson(IntegrationsJson.Default);
    }

    /// <summary>Before routing: a page of a foreign origin is turned away, and a preflight answered, whatever it asks for.</summary>
    public static void UseEmbedOrigins(this WebApplication app)
    {
        app.Use(LiveOrigins.Check);
        app.UseWhen(context => context.IsApi() || context.IsHub(), calls => calls.UseCors());
    }

    public static RouteGroupBuilder MapIntegrations(this RouteGroupBuilder api)
    {
        api.MapSessionEndpoints();
        api.MapIntegrationEndpoints();
        return api;
    }

    public static void MapEmbed(this IEndpointRouteBuilder endpoints)
    {
        var pages = endpoints.ServiceProvider.GetRequiredService<EmbedPages>();
        endpoints.MapGet("/embed/chat", pages.Framed).AllowAnonymous().ExcludeFromDescription();
        endpoints.MapGet("/me", pages.Unframed).AllowAnonymous().ExcludeFromDescription();
        endpoints.MapGet("/embed/{file}", endpoints.ServiceProvider.GetRequiredService<EmbedFiles>().Get).AllowAnonymous().ExcludeFromDescription();
    }
}
