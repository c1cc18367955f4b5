using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Audit;

namespace Portal.Infrastructure.Audit;

internal static class AuditServices
{
    public static IServiceCollection AddAudit(this IServiceCollection services)
    {
        services.AddOptions<AuditOptions>().BindConfiguration(AuditOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<AuditWriter>();
        services.AddSingleton<AccessGate>();
        services.AddSingleton<IAuditTrail, AuditTrail>();
        services.AddSingleton<AuditVerifier>();
        services.AddSingleton<AuditMeter>();
        services.AddSingleton<ChainWriter>();
        services.AddSingleton<CheckpointKey>();
        services.AddSingleton<CheckpointFile>();
        services.AddSingleton<CheckpointWriter>();
        services.AddHostedService<AuditSealer>();
        return services;
    }
}
