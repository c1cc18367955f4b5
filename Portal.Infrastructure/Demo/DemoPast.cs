using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Visits;
using Portal.Infrastructure.Conversations;
using Portal.Infrastructure.Visits;

namespace Portal.Infrastructure.Demo;

/// <summary>
/// The ports of visits as they were at another time: what happened earlier is written by the same code as what happens now. Only the audit keeps to the true time, since that is
/// when it was really written.
/// </summary>
internal sealed class DemoPast
{
    private readonly SetClock clock = new();

    public DemoPast(IServiceProvider services)
    {
        var writing = services.GetRequiredService<ConversationWriting>() with { Clock = clock };
        var rooms = new CallRooms();
        var changes = Create<VisitChanges>(writing);
        var room = Create<WaitingRoomService>(changes);
        Room = room;
        Visits = Create<VisitService>(changes, writing, room);
        Calls = Create<CallService>(changes, rooms, Create<CallDesk>(changes, rooms));

        T Create<T>(params object[] past) => ActivatorUtilities.CreateInstance<T>(services, past);
    }

    public IVisits Visits { get; }

    public IWaitingRoom Room { get; }

    public ICalls Calls { get; }

    /// <summary>What is done from now on was done then.</summary>
    public DateTimeOffset Now
    {
        get => clock.Now;
        set => clock.Now = value;
    }

    private sealed class SetClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
