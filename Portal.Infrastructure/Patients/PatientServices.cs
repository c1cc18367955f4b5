using Microsoft.Extensions.DependencyInjection;

namespace Portal.Infrastructure.Patients;

internal static class PatientServices
{
    public static IServiceCollection AddPatients(this IServiceCollection services)
    {
        services.AddSingleton<PatientDirectory>();
        return services;
    }
}
