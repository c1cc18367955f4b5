using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Shared;

namespace Portal.Infrastructure.Demo;

/// <summary>The demo; added in Development only.</summary>
public static class DemoServices
{
    public static IServiceCollection AddDemoData(this IServiceCollection services)
    {
        services.AddOptions<DemoOptions>().BindConfiguration(DemoOptions.Section);
        services.AddScoped<DemoPeople>();
        services.AddScoped<DemoIntegration>();
        services.AddScoped<DemoConversations>();
        services.AddScoped<DemoVisits>();
        services.AddScoped<IDemoData, DemoData>();
        return services;
    }
}
