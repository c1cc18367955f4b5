using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Ehr;

namespace Portal.Infrastructure.Ehr.Smart;

internal static class SmartServices
{
    public static IServiceCollection AddClientKeys(this IServiceCollection services)
    {
        services.AddSingleton<ClientKeys>();
        services.AddSingleton<IEhrClientKeys>(provider => provider.GetRequiredService<ClientKeys>());
        return services;
    }
}
