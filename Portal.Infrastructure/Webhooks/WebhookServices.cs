using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Portal.Domain.Webhooks;
using Portal.Infrastructure.Shared.Network;
using Portal.Infrastructure.Shared.Outbox;

namespace Portal.Infrastructure.Webhooks;

internal static class WebhookServices
{
    public static IServiceCollection AddWebhooks(this IServiceCollection services)
    {
        services.AddOptions<WebhookOptions>().BindConfiguration(WebhookOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(provider =>
        {
            var options = provider.GetRequiredService<IOptions<WebhookOptions>>().Value;
            return new WebhookCaller(new AddressGuard(options.AllowPrivateAddresses), options.Timeout, provider.GetRequiredService<TimeProvider>());
        });
        services.AddSingleton<WebhookVault>();
        services.AddSingleton<WebhookRegister>();
        services.AddSingleton<WebhookFanOut>();
        services.AddSingleton<WebhookBodies>();
        services.AddSingleton<WebhookHealth>();
        services.AddSingleton<WebhookPlaces>();
        services.AddSingleton<WebhookTry>();
        services.AddSingleton<IOutboxTarget, WebhookTarget>();
        services.AddSingleton<WebhookLog>();
        services.AddSingleton<WebhookActs>();
        services.AddSingleton<IWebhooks, WebhookService>();
        services.AddHostedService<WebhookSweep>();
        return services;
    }
}
