using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Audit;
using Portal.Domain.Patients;
using Portal.Infrastructure.Patients.BreakGlass;

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
        services.AddSingleton<PatientsOutside>();
        services.AddSingleton<BreakGlassDeclaration>();
        services.AddSingleton<BreakGlassEnd>();
        services.AddSingleton<IBreakGlass, BreakGlassService>();
        services.AddSingleton<IBreakGlassReviews, BreakGlassReviews>();
        services.AddSingleton<IAuditPatients, AuditPatients>();
        services.AddSingleton<IRecordAccesses, RecordAccesses>();
        return services;
    }
}
