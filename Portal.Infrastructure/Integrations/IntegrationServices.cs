using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Integrations;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Identity.Sessions;
using Portal.Infrastructure.Integrations.Usage;

namespace Portal.Infrastructure.Integrations;

internal static class IntegrationServices
{
    public static IServiceCollection AddIntegrations(this IServiceCollection services)
    {
        services.AddOptions<WidgetSessionOptions>().BindConfiguration(WidgetSessionOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<Secrets>();
        services.AddSingleton<AssertionKeys>();
        services.AddSingleton<SessionReader>();
        services.AddSingleton<SessionClaims>();
        services.AddSingleton<SessionStore>();
        services.AddSingleton<ConversationOpener>();
        services.AddSingleton<PatientSessions>();
        services.AddSingleton<StandInSessions>();
        services.AddSingleton<SessionChains>();
        services.AddSingleton<SessionLinks>();
        services.AddSingleton<AssertionExchange>();
        services.AddSingleton<IWidgetSessions, WidgetSessions>();
        services.AddSingleton<ISessionEnds, DelegatedSessionEnds>();
        services.AddHostedService<SessionSweep>();
        services.AddSingleton<IBearerCredentials, TokenCredentials>();
        services.AddSingleton<IDirectoryKeys, DirectoryKeys>();
        services.AddSingleton<IIntegrations, IntegrationAdministration>();
        services.AddSingleton<IUsage, UsageReader>();
        services.AddHostedService<UsageCount>();
        services.AddSingleton<IEmbedHosts, EmbedHosts>();
        services.AddSingleton<IPractitionerLinks, PractitionerLinkage>();
        return services;
    }
}
