using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Portal.Domain.Shared;

namespace Portal.Infrastructure.Visits.Turn;

internal static class TurnServices
{
    public static IServiceCollection AddTurn(this IServiceCollection services)
    {
        services.AddOptions<TurnOptions>().BindConfiguration(TurnOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<TurnOptions>, TurnOptionsValidator>();
        services.AddSingleton<TurnCredentials>();
        services.AddSingleton<TurnNote>();
        services.AddSingleton<IReadinessNote>(provider => provider.GetRequiredService<TurnNote>());
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<TurnNote>());
        return services;
    }
}
