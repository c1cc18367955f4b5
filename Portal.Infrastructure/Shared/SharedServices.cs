using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Portal.Infrastructure.Shared;

internal static class SharedServices
{
    public static IServiceCollection AddShared(this IServiceCollection services)
    {
        services.AddSingleton<Outbox.RequestedMails>();
        services.AddOptions<PublicAddressOptions>().BindConfiguration(PublicAddressOptions.Section).PostConfigure<IHostEnvironment>((options, environment) =>
        {
            if (options.PublicUrl.Length == 0 && environment.IsDevelopment()) options.PublicUrl = PublicAddressOptions.DevelopmentUrl;
        });
        services.AddSingleton<PublicAddress>();
        services.AddSingleton<Leases>();
        return services;
    }
}
