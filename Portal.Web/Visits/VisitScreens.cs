using Portal.Web.Visits.Acts;
using Portal.Web.Visits.Board;
using Portal.Web.Visits.Call;

namespace Portal.Web.Visits;

/// <summary>What the screens of visits keep in a circuit.</summary>
internal static class VisitScreens
{
    public static void AddVisitScreens(this IServiceCollection services)
    {
        services.AddScoped<BoardFeature>();
        services.AddScoped<VisitDoing>();
        services.AddScoped<VisitWords>();
        services.AddScoped<CallPane>();
    }
}
