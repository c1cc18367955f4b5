using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Identity;

namespace Portal.Infrastructure.Identity;

internal static class IdentityServices
{
    public static IServiceCollection AddIdentityInfrastructure(this IServiceCollection services)
    {
        services.AddSingleton<AccessChanges>();
        services.AddSingleton<IAccessChanges>(provider => provider.GetRequiredService<AccessChanges>());
        services.AddHostedService(provider => provider.GetRequiredService<AccessChanges>());
        services.AddSingleton<GrantsReader>();
        services.AddSingleton<AccessTransaction>();
        return services;
    }
}
