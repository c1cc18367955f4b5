using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Audit;
using Portal.Domain.Audit.Exports;
using Portal.Domain.Audit.Proof;
using Portal.Infrastructure.Audit.Exports;
using Portal.Infrastructure.Audit.Proof;
using Portal.Infrastructure.Audit.Reading;

namespace Portal.Infrastructure.Audit;

internal static class AuditServices
{
    public static IServiceCollection AddAudit(this IServiceCollection services)
    {
        services.AddOptions<AuditOptions>().BindConfiguration(AuditOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<AuditWriter>();
        services.AddSingleton<AccessGate>();
        services.AddSingleton<AuditSelection>();
        services.AddSingleton<AuditReader>();
        services.AddSingleton<IAuditTrail, AuditTrail>();
        services.AddSingleton<IAuditReports, AuditReports>();
        services.AddSingleton<AuditVerifier>();
        services.AddSingleton<ChainReader>();
        services.AddSingleton<IAuditProof, AuditProof>();
        services.AddExports();
        services.AddSingleton<AuditMeter>();
        services.AddSingleton<ChainWriter>();
        services.AddSingleton<CheckpointKey>();
        services.AddSingleton<CheckpointFile>();
        services.AddSingleton<CheckpointWriter>();
        services.AddHostedService<AuditSealer>();
        return services;
    }

    private static void AddExports(this IServiceCollection services)
    {
        services.AddSingleton<ExportLines>();
        services.AddKeyedSingleton<IExportWriter, CsvExport>(AuditExportFormat.Csv);
        services.AddKeyedSingleton<IExportWriter, FhirExport>(AuditExportFormat.Fhir);
        services.AddKeyedSingleton<IExportWriter, ProofExport>(AuditExportFormat.Proof);
        services.AddSingleton<ExportWriting>();
        services.AddSingleton<IAuditExports, AuditExports>();
    }
}
