using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Domain.Visits;

namespace Portal.Infrastructure.Demo;

/// <summary>
/// A visit of the demo as its two sides would have said it to the portal: knock, admission, call, a bad line for half a minute on the patient's side, end. The browsers'
/// measurements are made up, every five seconds as they send them; what the portal keeps of all this is its own doing.
/// </summary>
internal static class DemoCall
{
    private static readonly TimeSpan Sampled = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Shares = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan SharedFor = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Troubled = TimeSpan.FromMinutes(7);
    private static readonly TimeSpan TroubledFor = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Lasts = TimeSpan.FromMinutes(11);
    private static readonly MediaSent Pictures = new(Audio: true, Video: true, Screen: false);

    public static async Task Hold(DemoPast past, VisitView visit, Actor patient, Actor practitioner, CancellationToken cancel)
    {
        var agreed = visit.State.ScheduledFor;
        past.Now = agreed - TimeSpan.FromMinutes(7);
        _ = (await past.Room.Prepare(patient, visit.Id, cancel)).Value;
        past.Now += TimeSpan.FromSeconds(50);
        _ = (await past.Room.CheckIn(patient, visit.Id, new DeviceCheck(DeviceVerdict.Ok, DeviceVerdict.Ok, DeviceVerdict.Ok, NetworkVerdict.Good), cancel)).Value;
        past.Now = agreed + TimeSpan.FromMinutes(2);
        _ = (await past.Room.Admit(practitioner, visit.Id, cancel)).Value;
        past.Now += TimeSpan.FromSeconds(1);
        var here = await Join(past, practitioner, visit.Id, cancel);
        past.Now += TimeSpan.FromSeconds(1);
        var there = await Join(past, patient, visit.Id, cancel);
        await Talk(past, here, there, cancel);
        _ = (await there.Leave(cancel)).Value;
        past.Now += TimeSpan.FromSeconds(9);
        _ = (await past.Room.End(practitioner, visit.Id, cancel)).Value;
    }

    private static async Task<ICallSeat> Join(DemoPast past, Actor actor, VisitId visit, CancellationToken cancel)
    {
        var ticket = (await past.Calls.Ticket(actor, visit, cancel)).Value;
        var seat = (await past.Calls.Join(actor, ticket.MediaToken, new Deaf(), cancel)).Value.Seat;
        _ = (await seat.Sends(Pictures, cancel)).Value;
        return seat;
    }

    private static async Task Talk(DemoPast past, ICallSeat here, ICallSeat there, CancellationToken cancel)
    {
        // The same every time.
        var (chance, began) = (new Random(1), past.Now);
        for (var time = Sampled; time <= Lasts; time += Sampled)
        {
            past.Now = began + time;
            if (time == Shares) _ = (await here.Sends(Pictures with { Screen = true }, cancel)).Value;
            if (time == Shares + SharedFor) _ = (await here.Sends(Pictures, cancel)).Value;
            if (time == Troubled) _ = (await there.Stands(RecoveryStep.Waiting, cancel)).Value;
            if (time == Troubled + Sampled) _ = (await there.Stands(RecoveryStep.Restarting, cancel)).Value;
            if (time == Troubled + TroubledFor) _ = (await there.Stands(RecoveryStep.Steady, cancel)).Value;
            var isBad = time >= Troubled && time < Troubled + TroubledFor;
            _ = (await here.Measured(Good(chance, past.Now), cancel)).Value;
            _ = (await there.Measured(isBad ? Bad(chance, past.Now, isSilent: time == Troubled + (2 * Sampled)) : Good(chance, past.Now), cancel)).Value;
        }
    }

    private static QualitySample Good(Random chance, DateTimeOffset at) => new(
        at,
        chance.Next(34, 58),
        chance.Next(3, 10),
        chance.Next(0, 6) / 10.0,
        chance.Next(1_150, 1_480),
        chance.Next(1_100, 1_450),
        Freezes: 0,
        FrozenMs: 0,
        chance.Next(0, 90),
        IsRelayed: false,
        CallMode.Full);

    private static QualitySample Bad(Random chance, DateTimeOffset at, bool isSilent) => new(
        at,
        chance.Next(240, 420),
        chance.Next(40, 90),
        chance.Next(90, 180) / 10.0,
        chance.Next(90, 180),
        chance.Next(110, 210),
        Freezes: chance.Next(1, 4),
        FrozenMs: chance.Next(700, 3_000),
        isSilent ? 5_600 : chance.Next(300, 1_200),
        IsRelayed: true,
        CallMode.Low);

    /// <summary>Nobody listens: what is pushed to browsers leaves nothing behind.</summary>
    private sealed class Deaf : ICallViewer
    {
        public ValueTask Joined(CallPeer peer) => ValueTask.CompletedTask;

        public ValueTask Left(CallParticipantId peer, CallLeaving why) => ValueTask.CompletedTask;

        public ValueTask Signalled(CallParticipantId from, CallSignal signal) => ValueTask.CompletedTask;

        public ValueTask Sends(CallParticipantId peer, MediaSent media) => ValueTask.CompletedTask;

        public ValueTask Stands(CallParticipantId peer, RecoveryStep step) => ValueTask.CompletedTask;

        public ValueTask Removed(CallRemoval why) => ValueTask.CompletedTask;

        public ValueTask Ended(VisitStatus how) => ValueTask.CompletedTask;
    }
}
