using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Patients;

namespace Portal.Infrastructure.Patients;

internal static class PatientServices
{
    public static IServiceCollection AddPatients(this IServiceCollection services)
    {
        services.AddSingleton<PatientDirectory>();
        services.AddSingleton<PersonIdentifiers>();
        services.AddSingleton<PatientRegister>();
        services.AddSingleton<RelatedPersons>();
        services.AddSingleton<PatientCards>();
        services.AddSingleton<PatientSearch>();
        services.AddSingleton<IPatients, PatientLookup>();
        services.AddSingleton<IProxies, Proxies>();
        return services;
    }
}
