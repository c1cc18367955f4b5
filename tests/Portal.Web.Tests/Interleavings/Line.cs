using System.Collections.Concurrent;
using Portal.Testing.Hub;

namespace Portal.Web.Tests.Interleavings;

/// <summary>
/// What lies between the server's pushes and a client. A smooth one brings them as they were sent; a rough one some late and behind others, some twice,
/// and loses some events (markers it only delays: the contract heals a lost marker with the next subscription, not before).
/// </summary>
internal sealed class Line(int? roughness)
{
    private const int HeldPercent = 10;
    private const int DoubledPercent = 10;
    private const int LostPercent = 4;
    private const int LateArrivalPercent = 30;
    private readonly ConcurrentQueue<HubPush> sent = new();
    private readonly List<HubPush> held = [];
    private Random? chance = roughness is { } seed ? new Random(seed) : null;

    public bool IsSmooth { get; } = roughness is null;

    /// <summary>The server's side.</summary>
    public void Send(HubPush push) => sent.Enqueue(push);

    /// <summary>The client's side: what has arrived since the last call.</summary>
    public IReadOnlyList<HubPush> Receive()
    {
        var arrived = new List<HubPush>();
        while (sent.TryDequeue(out var push)) Pass(push, arrived);
        foreach (var late in held.Where(_ => chance is null || Happens(LateArrivalPercent)).ToList())
        {
            held.Remove(late);
            arrived.Add(late);
        }

        return arrived;
    }

    /// <summary>From now on nothing goes wrong any more, and what was held arrives.</summary>
    public void Mend() => chance = null;

    private void Pass(HubPush push, List<HubPush> arrived)
    {
        if (chance is null) arrived.Add(push);
        else if (Happens(HeldPercent)) held.Add(push);
        else if (Happens(DoubledPercent)) arrived.AddRange([push, push]);
        else if (push.Target != "event" || !Happens(LostPercent)) arrived.Add(push);
    }

    private bool Happens(int percent) => chance!.Next(100) < percent;
}
