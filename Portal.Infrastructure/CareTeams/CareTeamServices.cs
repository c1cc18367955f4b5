using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.CareTeams;
using Portal.Domain.CareTeams.Import;
using Portal.Infrastructure.CareTeams.Import;

namespace Portal.Infrastructure.CareTeams;

internal static class CareTeamServices
{
    public static IServiceCollection AddCareTeams(this IServiceCollection services) => services
        .AddSingleton<CareTeamMembers>()
        .AddSingleton<CareTeamChanges>()
        .AddSingleton<ICareTeams, CareTeamService>()
        .AddSingleton<ImportPlanner>()
        .AddSingleton<ImportWriter>()
        .AddSingleton<IStaffImport, StaffImport>();
}
