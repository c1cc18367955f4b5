using System.Collections.Concurrent;
using Portal.Infrastructure.Conversations.Live;
using Portal.Infrastructure.Shared.Keys;

namespace Portal.Infrastructure.Visits;

/// <summary>The seats of calls that connections of this node hold. A nudge only marks and queues; rows are read in the seats' own turns.</summary>
internal sealed class CallRooms
{
    private readonly ConcurrentDictionary<Guid, CallSeat> seats = new();

    public IReadOnlyCollection<CallSeat> All => [.. seats.Values];

    public static byte[] NameContext(Guid visit, Guid participant) => Context.Of("call-name", visit, participant);

    /// <summary>A seat that is resumed takes the place of the one before it, which says no more.</summary>
    public void Add(CallSeat seat)
    {
        if (seats.TryGetValue(seat.Id, out var before)) before.Silence();
        seats[seat.Id] = seat;
    }

    public void Remove(CallSeat seat) => seats.TryRemove(new KeyValuePair<Guid, CallSeat>(seat.Id, seat));

    public void Nudge(Nudge nudge)
    {
        if (nudge.Kind == NudgeKind.Signal)
        {
            if (seats.TryGetValue(nudge.Subject, out var seat)) seat.SignalMail();
            return;
        }

        if (nudge.Kind is not (NudgeKind.Call or NudgeKind.Visit)) return;
        foreach (var seat in seats.Values)
            if (seat.Visit == nudge.Subject) seat.SignalPeople();
    }

    public void CheckAll()
    {
        foreach (var seat in seats.Values) seat.SignalPeople();
    }
}
