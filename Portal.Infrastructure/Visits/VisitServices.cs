using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Visits;
using Portal.Infrastructure.Visits.Live;
using Portal.Infrastructure.Visits.Turn;

namespace Portal.Infrastructure.Visits;

internal static class VisitServices
{
    public static IServiceCollection AddVisits(this IServiceCollection services)
    {
        services.AddOptions<VisitOptions>().BindConfiguration("Visits").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<VisitOptionsReader>();
        services.AddSingleton<VisitChanges>();
        services.AddSingleton<VisitViews>();
        services.AddSingleton<VisitRecords>();
        services.AddSingleton<WaitingRoomService>();
        services.AddSingleton<IWaitingRoom>(provider => provider.GetRequiredService<WaitingRoomService>());
        services.AddSingleton<IVisits, VisitService>();
        services.AddSingleton<VisitRegistry>();
        services.AddSingleton<IWaitingBoard, WaitingBoard>();
        services.AddSingleton<CallRooms>();
        services.AddSingleton<CallDepartures>();
        services.AddSingleton<CallDesk>();
        services.AddSingleton<ICalls, CallService>();
        services.AddTurn();
        services.AddHostedService<CallHolder>();
        services.AddHostedService<CallSweeper>();
        services.AddHostedService<VisitCloser>();
        services.AddHostedService<VisitKeeper>();
        services.AddHostedService<VisitListening>();
        return services;
    }
}
