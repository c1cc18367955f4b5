using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Portal.Web.Shared.Commands;
using Portal.Web.Shared.Document;
using Portal.Web.Shared.Headers;
using Portal.Web.Shared.Health;
using Portal.Web.Shared.Hosting;
using Portal.Web.Shared.Hubs;
using Portal.Web.Shared.Input;
using Portal.Web.Shared.Limits;
using Portal.Web.Shared.Problems;
using Portal.Web.Shared.Texts;

namespace Portal.Web.Shared;

/// <summary>What every feature of the edge stands on: server, headers, problems, JSON, limits, health.</summary>
internal static class EdgeServices
{
    public static void AddEdge(this WebApplicationBuilder builder)
    {
        builder.AddServer();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<SecurityHeaders>();
        builder.Services.AddExceptionHandler<UnhandledErrors>();
        builder.Services.AddProblemDetails();
        builder.Services.AddOptions<RateLimitOptions>().BindConfiguration(RateLimitOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<RateLimits>();
        builder.Services.AddSingleton<Readiness>();
        builder.Services.AddCommand<MigrateCommand>();
        builder.Services.AddCommand<CreateKeysCommand>();
        builder.Services.AddJson(EdgeJson.Default);
        builder.Services.AddHubs();
        builder.Services.AddDocument();
        builder.Services.AddOptions<JsonOptions>().Configure(options => PortalJson.Apply(options.SerializerOptions));
    }

    /// <summary>A feature's wire types, written and read by generated code.</summary>
    public static void AddJson(this IServiceCollection services, IJsonTypeInfoResolver types) =>
        services.AddOptions<JsonOptions>().Configure(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, types));

    /// <summary>What stands before routing, outermost first.</summary>
    public static void UseEdge(this WebApplication app)
    {
        app.UseForwardedHeaders();
        app.Use(app.Services.GetRequiredService<SecurityHeaders>().Apply);
        app.UseLanguages();
        app.Use(BareStatuses.Explain);
        app.UseExceptionHandler();
        app.Use(PlainHttp.Refuse);
        app.Use(HostNames.Separate);
    }

    /// <summary>Where requests for what does not exist end, before anybody is asked for a credential.</summary>
    public static void UseKnownRoutes(this WebApplication app)
    {
        app.UseRouting();
        app.Use(BareStatuses.EndUnknown);
    }

    /// <summary>The group in which every endpoint of the public API stands; what holds for all of them is said here once.</summary>
    public static RouteGroupBuilder MapApi(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapDocument();
        return endpoints.MapGroup("/api/v1").AddEndpointFilter(ReadArguments.Check).RequireAuthorization();
    }
}
