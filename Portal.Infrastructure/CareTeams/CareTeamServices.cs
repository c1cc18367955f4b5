using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.CareTeams;

namespace Portal.Infrastructure.CareTeams;

internal static class CareTeamServices
{
    public static IServiceCollection AddCareTeams(this IServiceCollection services) => services
        .AddSingleton<CareTeamMembers>()
        .AddSingleton<CareTeamChanges>()
        .AddSingleton<ICareTeams, CareTeamService>();
}
