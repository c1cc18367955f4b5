using Microsoft.Extensions.Hosting;
using Portal.Infrastructure.Conversations;

namespace Portal.Infrastructure.Visits.Live;

/// <summary>Joins visits and calls to the bus when the node starts.</summary>
internal sealed class VisitListening(ConversationBus bus, VisitRegistry registry, CallRooms rooms) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        bus.Listener = nudge =>
        {
            registry.Nudge(nudge);
            rooms.Nudge(nudge);
        };
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        bus.Listener = null;
        return Task.CompletedTask;
    }
}
