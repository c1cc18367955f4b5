using Microsoft.Extensions.DependencyInjection;

namespace Portal.Infrastructure.Shared.Outbox;

internal static class OutboxServices
{
    public static IServiceCollection AddOutbox(this IServiceCollection services)
    {
        services.AddOptions<OutboxOptions>().BindConfiguration(OutboxOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<OutboxMeter>();
        services.AddSingleton<OutboxUpkeep>();
        services.AddSingleton<DeliveryEnds>();
        services.AddSingleton<OutboxPauses>();
        services.AddSingleton<OutboxDispatcher>();
        services.AddSingleton<OutboxWorkers>();
        services.AddHostedService(provider => provider.GetRequiredService<OutboxDispatcher>());
        services.AddHostedService(provider => provider.GetRequiredService<OutboxWorkers>());
        return services;
    }
}
