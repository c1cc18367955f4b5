using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.CareTeams;
using Portal.Infrastructure.Conversations;
using Portal.Infrastructure.Ehr;
using Portal.Infrastructure.Ehr.Smart;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Integrations;
using Portal.Infrastructure.Notifications;
using Portal.Infrastructure.Patients;
using Portal.Infrastructure.Shared;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Keys;
using Portal.Infrastructure.Shared.Outbox;
using Portal.Infrastructure.Summaries;
using Portal.Infrastructure.Visits;
using Portal.Infrastructure.Webhooks;

namespace Portal.Infrastructure;

/// <summary>Everything behind the ports of the domain: one line a folder.</summary>
public static class PortalInfrastructure
{
    public static IServiceCollection AddPortalInfrastructure(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddDatabases();
        services.AddShared();
        services.AddKeys();
        services.AddIdentityInfrastructure();
        services.AddAudit();
        services.AddOutbox();
        services.AddPatients();
        services.AddCareTeams();
        services.AddConversations();
        services.AddVisits();
        services.AddSummaries();
        services.AddIntegrations();
        services.AddClientKeys();
        services.AddMail();
        services.AddNotifications();
        services.AddEhr();
        services.AddWebhooks();
        return services;
    }
}
