using Microsoft.Extensions.DependencyInjection;

namespace Portal.Infrastructure.Audit;

internal static class AuditServices
{
    public static IServiceCollection AddAudit(this IServiceCollection services)
    {
        services.AddSingleton<AuditWriter>();
        services.AddSingleton<AccessGate>();
        return services;
    }
}
