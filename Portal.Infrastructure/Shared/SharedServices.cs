using Microsoft.Extensions.DependencyInjection;

namespace Portal.Infrastructure.Shared;

internal static class SharedServices
{
    public static IServiceCollection AddShared(this IServiceCollection services)
    {
        services.AddSingleton<Outbox.RequestedMails>();
        services.AddOptions<PublicAddressOptions>().BindConfiguration(PublicAddressOptions.Section);
        services.AddSingleton<Leases>();
        return services;
    }
}
