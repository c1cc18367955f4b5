using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Portal.Domain.Shared;
using Portal.Infrastructure.Identity;

namespace Portal.Infrastructure.Demo;

/// <summary>The demo; added in Development only.</summary>
public static class DemoServices
{
    public static IServiceCollection AddDemoData(this IServiceCollection services)
    {
        services.AddOptions<DemoOptions>().BindConfiguration(DemoOptions.Section);
        services.TryAddScoped<IPasswordHasher<StaffAccount>, PasswordHasher<StaffAccount>>();
        services.AddScoped<DemoPeople>();
        services.AddScoped<DemoIntegration>();
        services.AddScoped<DemoConversations>();
        services.AddScoped<IDemoData, DemoData>();
        return services;
    }
}
